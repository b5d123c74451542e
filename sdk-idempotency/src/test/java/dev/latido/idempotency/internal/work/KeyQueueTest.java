package dev.latido.idempotency.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.InboundMessages;
import dev.latido.core.internal.link.InboundMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyQueueTest {

    private static final int LONG = 256;

    private final InboundMessages messages = new InboundMessages();
    private final KeyQueue<String> lane = new KeyQueue<>("a/b");

    private static MessageInWork<String> delivery(InboundMessage message) {
        return new MessageInWork<>(message, false);
    }

    private MessageInWork<String> delivery(String payload) {
        return delivery(messages.message(payload));
    }

    @Test
    void shouldBeIdleAtFirst() {
        assertThat(lane.key()).isEqualTo("a/b");
        assertThat(lane.isIdle()).isTrue();
        assertThat(lane.next()).isNull();
    }

    @Test
    void shouldGiveMessagesInTheOrderOfReceiptOneAtATime() {
        MessageInWork<String> first = delivery("1");
        MessageInWork<String> second = delivery("2");

        assertThat(lane.add(first).starts()).isTrue();
        assertThat(lane.add(second).starts()).as("while it has a turn").isFalse();

        assertThat(lane.next()).isSameAs(first);
        assertThat(lane.next()).as("until it is done").isSameAs(first);
        lane.done();
        assertThat(lane.next()).isSameAs(second);
        assertThat(lane.isIdle()).as("while one is in work").isFalse();
        lane.done();
        assertThat(lane.next()).isNull();
        assertThat(lane.isIdle()).isTrue();
        assertThat(lane.add(delivery("3")).starts()).isTrue();
    }

    @Test
    void shouldClearAwayCopiesOfEndedConnectionsWhenItIsLong() {
        for (int i = 1; i < LONG; i++) {
            assertThat(lane.add(delivery("old")).cleared()).isZero();
        }
        MessageInWork<String> fleeting = delivery(messages.fleeting("comes once only"));
        lane.add(fleeting);
        messages.endSession();
        MessageInWork<String> live = delivery(new InboundMessages().message("new"));

        assertThat(lane.add(live).cleared()).isEqualTo(LONG - 1);

        assertThat(lane.next()).isSameAs(fleeting);
        lane.done();
        assertThat(lane.next()).isSameAs(live);
    }

    @Test
    void shouldKeepEverythingWhenItsConnectionStands() {
        for (int i = 0; i < 2 * LONG; i++) {
            assertThat(lane.add(delivery("live")).cleared()).isZero();
        }
    }

    @Test
    void shouldTakeOutTheLiveCopiesOfAMessage() {
        InboundMessage done = messages.message("1");
        lane.add(delivery("1"));
        messages.endSession();
        InboundMessages afterReconnect = new InboundMessages();
        MessageInWork<String> copy = delivery(afterReconnect.message("1"));
        MessageInWork<String> other = delivery(afterReconnect.message("2"));
        lane.add(copy);
        lane.add(other);

        assertThat(lane.takeCopiesOf(done)).containsExactly(copy);
        assertThat(lane.waiting()).isEqualTo(2);
    }

    @Test
    void shouldGiveABatchWhatIsNotAlone() {
        MessageInWork<String> first = delivery("1");
        MessageInWork<String> second = delivery("2");
        MessageInWork<String> suspect = new MessageInWork<>(messages.message("3"), true);
        lane.add(first);
        lane.add(second);
        lane.add(suspect);
        lane.add(delivery("4"));

        assertThat(lane.nextIsForABatch()).isTrue();
        assertThat(lane.nextIsAlone()).isFalse();
        assertThat(lane.takeForBatch(10)).containsExactly(first, second);
        assertThat(lane.nextIsForABatch()).isFalse();
        assertThat(lane.nextIsAlone()).isTrue();
        assertThat(lane.takeForBatch(10)).isEmpty();
    }

    @Test
    void shouldTakeBackInOrderWhatABatchDidNotFinish() {
        lane.add(delivery("1"));
        lane.add(delivery("2"));
        MessageInWork<String> third = delivery("3");
        lane.add(third);
        List<MessageInWork<String>> taken = lane.takeForBatch(2);

        lane.putBack(taken);

        assertThat(lane.goesOn()).isTrue();
        assertThat(lane.takeForBatch(3)).containsExactly(taken.get(0), taken.get(1), third);
        assertThat(lane.goesOn()).isFalse();
        assertThat(lane.isIdle()).isTrue();
    }
}
