package dev.latido.contract;

import static dev.latido.contract.OutboxUnderTest.NOW;
import static dev.latido.contract.OutboxUnderTest.TOPIC;
import static dev.latido.contract.OutboxUnderTest.backlog;
import static dev.latido.contract.OutboxUnderTest.command;
import static dev.latido.contract.OutboxUnderTest.handOutAll;
import static dev.latido.contract.OutboxUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests in which order an outbox returns its messages, the first time and after a rewind. */
interface OrderTests {

    @Test
    default void shouldBeEmptyAtFirst(OutboxUnderTest test) {
        Outbox outbox = test.open();

        assertThat(outbox.next()).isNull();
        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    default void shouldHandOutTheOldestFirstAndEachOnce(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
        assertThat(outbox.next()).isNull();
    }

    @Test
    default void shouldHandOutWhatCameAfterItWasEmpty(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        handOutAll(outbox);

        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(2));
    }

    @Test
    default void shouldHandOutAMessageAsItWasAppended(OutboxUnderTest test) {
        Outbox outbox = test.open();
        byte[] payload =
                IntStream.range(0, 256).collect(() -> new byte[256], (bytes, i) -> bytes[i] = (byte) i, (a, b) -> {});
        outbox.append(new OutboxMessage(
                7, "añ\"\u0000\uD83D\uDE00:1:7", TOPIC, payload.clone(), DeliveryOptions.RETAINED, NOW));
        outbox.append(new OutboxMessage(8, "gw:1:8", Topic.unchecked("/"), new byte[0], DeliveryOptions.DEFAULTS, NOW));

        assertThat(outbox.next()).isNotNull().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(7);
            assertThat(message.id()).isEqualTo("añ\"\u0000\uD83D\uDE00:1:7");
            assertThat(message.topic()).isEqualTo(TOPIC);
            assertThat(message.payload()).isEqualTo(payload);
            assertThat(message.options().retained()).isTrue();
        });
        assertThat(outbox.next()).isNotNull().satisfies(message -> {
            assertThat(message.topic()).hasToString("/");
            assertThat(message.payload()).isEmpty();
            assertThat(message.options().retained()).isFalse();
        });
    }

    @Test
    default void shouldKeepTheOrderOfAppendingWhateverTheSequences(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(2));
        outbox.append(message(1));

        assertThat(handOutAll(outbox)).containsExactly(message(2), message(1));

        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(message(2), message(1));
    }

    @Test
    default void shouldHandOutCommandsBeforeTheRest(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        outbox.append(command(2));
        outbox.append(message(3));
        outbox.append(command(4));

        assertThat(handOutAll(outbox)).containsExactly(command(2), command(4), message(1), message(3));

        outbox.append(message(5));
        outbox.rewind();
        outbox.append(command(6));
        assertThat(handOutAll(outbox))
                .as("rewound")
                .containsExactly(command(2), command(4), command(6), message(1), message(3), message(5));
    }

    @Test
    default void shouldHandOutEverythingAgainInOrderWhenRewound(OutboxUnderTest test) {
        Outbox outbox = test.open();
        IntStream.rangeClosed(1, 3).forEach(i -> outbox.append(message(i)));
        outbox.next();
        outbox.next();

        outbox.rewind();

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2), message(3));
    }

    @Test
    default void shouldPutAMessageBehindTheRewoundOnes(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        outbox.next();
        outbox.rewind();

        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
    }

    @Test
    default void shouldHandOutNothingTwiceWhenRewoundTwice(OutboxUnderTest test) {
        Outbox outbox = test.open();
        IntStream.rangeClosed(1, 3).forEach(i -> outbox.append(message(i)));
        outbox.next();

        outbox.rewind();
        outbox.next();
        outbox.rewind();
        outbox.rewind();

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2), message(3));
    }

    @Test
    default void shouldSayThatAMessageIsStored(OutboxUnderTest test) {
        Outbox outbox = test.open();

        assertThat(outbox.append(message(1)).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
    }
}
