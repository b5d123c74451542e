package dev.latido.contract;

import static dev.latido.contract.OutboxUnderTest.BYTES;
import static dev.latido.contract.OutboxUnderTest.append;
import static dev.latido.contract.OutboxUnderTest.backlog;
import static dev.latido.contract.OutboxUnderTest.handOutAll;
import static dev.latido.contract.OutboxUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.core.Outbox;
import dev.latido.core.OutboxFullException;
import org.junit.jupiter.api.Test;

/** Tests that an outbox rejects the messages that exceed its bounds, and stores nothing of them. */
interface BoundTests {

    @Test
    default void shouldRefuseAMessageAndStoreNothingWhenTheCountIsReached(OutboxUnderTest test) {
        Outbox outbox = test.open(2, BYTES);
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> outbox.append(message(3)));

        assertThat(outbox.backlog()).isEqualTo(backlog(2, 2L * message(1).size()));
        assertThat(handOutAll(outbox)).containsExactly(message(2));
        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
    }

    @Test
    default void shouldRefuseAMessageAndStoreNothingWhenItsBytesDoNotFit(OutboxUnderTest test) {
        int size = message(1).size();
        Outbox outbox = test.open(OutboxUnderTest.ROOM, 2L * size);
        outbox.append(message(1));

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> outbox.append(message(2, 11)));
        assertThat(outbox.backlog()).isEqualTo(backlog(1, size));

        outbox.append(message(3));
        assertThat(outbox.backlog()).as("exactly full").isEqualTo(backlog(2, 2L * size));
        assertThat(handOutAll(outbox)).containsExactly(message(1), message(3));
    }

    @Test
    default void shouldTakeMessagesAgainWhenOthersWereRemoved(OutboxUnderTest test) {
        Outbox outbox = test.open(2, BYTES);

        for (int i = 1; i <= 100; i++) {
            outbox.append(message(i));
            outbox.append(message(1_000 + i));
            assertThat(append(outbox, message(2_000))).as("round %d", i).isFalse();
            outbox.next();
            outbox.remove(message(i));
            outbox.remove(message(1_000 + i));
        }

        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    default void shouldTakeAMessageAgainWhenTheOldestWasDropped(OutboxUnderTest test) {
        Outbox outbox = test.open(2, BYTES);
        outbox.append(message(1));
        outbox.append(message(2));

        outbox.dropOldest();

        assertThat(append(outbox, message(3))).isTrue();
        assertThat(handOutAll(outbox)).containsExactly(message(2), message(3));
    }
}
