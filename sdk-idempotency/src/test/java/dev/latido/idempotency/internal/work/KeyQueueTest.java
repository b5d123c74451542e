package dev.latido.idempotency.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.ReceivedMessages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyQueueTest {

    private static final int LONG = 256;

    private final ReceivedMessages messages = new ReceivedMessages();
    private final KeyQueue<String> queue = new KeyQueue<>("a/b");

    private static MessageInWork<String> delivery(InboundMessage message) {
        return new MessageInWork<>(message, false);
    }

    private MessageInWork<String> delivery(String payload) {
        return delivery(messages.message(payload));
    }

    @Test
    void shouldBeIdleAtFirst() {
        assertThat(queue.key()).isEqualTo("a/b");
        assertThat(queue.isIdle()).isTrue();
        assertThat(queue.next()).isNull();
    }

    @Test
    void shouldGiveMessagesInTheOrderOfReceiptOneAtATime() {
        MessageInWork<String> first = delivery("1");
        MessageInWork<String> second = delivery("2");

        assertThat(queue.add(first).starts()).isTrue();
        assertThat(queue.add(second).starts()).as("while it has a turn").isFalse();

        assertThat(queue.next()).isSameAs(first);
        assertThat(queue.next()).as("until it is done").isSameAs(first);
        queue.done();
        assertThat(queue.next()).isSameAs(second);
        assertThat(queue.isIdle()).as("while one is in work").isFalse();
        queue.done();
        assertThat(queue.next()).isNull();
        assertThat(queue.isIdle()).isTrue();
        assertThat(queue.add(delivery("3")).starts()).isTrue();
    }

    @Test
    void shouldClearAwayCopiesOfEndedConnectionsWhenItIsLong() {
        for (int i = 1; i < LONG; i++) {
            assertThat(queue.add(delivery("old")).cleared()).isZero();
        }
        MessageInWork<String> fleeting = delivery(messages.fleeting("comes once only"));
        queue.add(fleeting);
        messages.endSession();
        MessageInWork<String> live = delivery(new ReceivedMessages().message("new"));

        assertThat(queue.add(live).cleared()).isEqualTo(LONG - 1);

        assertThat(queue.next()).isSameAs(fleeting);
        queue.done();
        assertThat(queue.next()).isSameAs(live);
    }

    @Test
    void shouldKeepEverythingWhenItsConnectionStands() {
        for (int i = 0; i < 2 * LONG; i++) {
            assertThat(queue.add(delivery("live")).cleared()).isZero();
        }
    }

    @Test
    void shouldTakeOutTheLiveCopiesOfAMessage() {
        InboundMessage done = messages.message("1");
        queue.add(delivery("1"));
        messages.endSession();
        ReceivedMessages afterReconnect = new ReceivedMessages();
        MessageInWork<String> copy = delivery(afterReconnect.message("1"));
        MessageInWork<String> other = delivery(afterReconnect.message("2"));
        queue.add(copy);
        queue.add(other);

        assertThat(queue.takeCopiesOf(done)).containsExactly(copy);
        assertThat(queue.waiting())
                .as("the copy of the ended connection is cleared")
                .isEqualTo(1);
    }

    @Test
    void shouldNotTakeAMessageWithTheSameBytesAndAnotherIdForACopy() {
        InboundMessage done = messages.with("on", Map.of("latido-id", "a"), null);
        queue.add(new MessageInWork<>(done, false));
        messages.endSession();
        ReceivedMessages afterReconnect = new ReceivedMessages();
        MessageInWork<String> copy =
                new MessageInWork<>(afterReconnect.with("on", Map.of("latido-id", "a"), null), false);
        MessageInWork<String> other =
                new MessageInWork<>(afterReconnect.with("on", Map.of("latido-id", "b"), null), false);
        MessageInWork<String> correlated =
                new MessageInWork<>(afterReconnect.with("on", Map.of("latido-id", "a"), new byte[] {1}), false);
        queue.add(copy);
        queue.add(other);
        queue.add(correlated);

        assertThat(queue.takeCopiesOf(done)).containsExactly(copy);
    }

    @Test
    void shouldGiveABatchWhatIsNotAlone() {
        MessageInWork<String> first = delivery("1");
        MessageInWork<String> second = delivery("2");
        MessageInWork<String> suspect = new MessageInWork<>(messages.message("3"), true);
        queue.add(first);
        queue.add(second);
        queue.add(suspect);
        queue.add(delivery("4"));

        assertThat(queue.nextIsForABatch()).isTrue();
        assertThat(queue.nextIsAlone()).isFalse();
        assertThat(queue.takeForBatch(10)).containsExactly(first, second);
        assertThat(queue.nextIsForABatch()).isFalse();
        assertThat(queue.nextIsAlone()).isTrue();
        assertThat(queue.takeForBatch(10)).isEmpty();
    }

    @Test
    void shouldTakeBackInOrderWhatABatchDidNotFinish() {
        queue.add(delivery("1"));
        queue.add(delivery("2"));
        MessageInWork<String> third = delivery("3");
        queue.add(third);
        List<MessageInWork<String>> taken = queue.takeForBatch(2);

        queue.putBack(taken);

        assertThat(queue.goesOn()).isTrue();
        assertThat(queue.takeForBatch(3)).containsExactly(taken.get(0), taken.get(1), third);
        assertThat(queue.goesOn()).isFalse();
        assertThat(queue.isIdle()).isTrue();
    }
}
