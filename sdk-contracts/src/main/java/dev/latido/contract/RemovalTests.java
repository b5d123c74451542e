package dev.latido.contract;

import static dev.latido.contract.OutboxUnderTest.backlog;
import static dev.latido.contract.OutboxUnderTest.command;
import static dev.latido.contract.OutboxUnderTest.handOutAll;
import static dev.latido.contract.OutboxUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Outbox;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that a message stays until it is removed or dropped, and what remains afterwards. */
interface RemovalTests {

    @Test
    default void shouldKeepAMessageUntilItIsRemoved(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));

        outbox.next();
        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(1).size()));

        outbox.remove(message(1));
        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    default void shouldForgetAMessageWhenItIsRemoved(OutboxUnderTest test) {
        Outbox outbox = test.open();
        IntStream.rangeClosed(1, 4).forEach(i -> outbox.append(message(i)));
        outbox.next();
        outbox.next();

        outbox.remove(message(2));
        outbox.remove(message(3));

        assertThat(handOutAll(outbox)).as("before a rewind").containsExactly(message(4));
        outbox.rewind();
        assertThat(handOutAll(outbox)).as("after it").containsExactly(message(1), message(4));
    }

    @Test
    default void shouldForgetAMessageWhenItIsRemovedAfterARewind(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();
        outbox.rewind();

        outbox.remove(message(1));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
        assertThat(handOutAll(outbox)).containsExactly(message(2));
    }

    @Test
    default void shouldCountOnceWhenAMessageIsRemovedTwice(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(message(1));
        outbox.append(message(2));

        outbox.remove(message(1));
        outbox.remove(message(1));
        outbox.remove(message(3));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
    }

    @Test
    default void shouldDropTheOldestThatIsNeitherHandedOutNorUrgent(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(command(1));
        outbox.append(message(2));
        outbox.append(message(3));
        outbox.append(message(4));
        outbox.next();
        outbox.next();

        assertThat(outbox.dropOldest()).isEqualTo(message(3));
        assertThat(outbox.backlog())
                .isEqualTo(backlog(3, 2L * message(2).size() + command(1).size()));
        assertThat(outbox.dropOldest()).isEqualTo(message(4));
        assertThat(outbox.dropOldest()).as("handed out").isNull();

        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(command(1), message(2));
    }

    @Test
    default void shouldDropNothingUrgent(OutboxUnderTest test) {
        Outbox outbox = test.open();
        outbox.append(command(1));

        assertThat(outbox.dropOldest()).isNull();
        assertThat(handOutAll(outbox)).containsExactly(command(1));
    }

    @Test
    default void shouldKnowTheLargestSequenceWhateverHasLeft(OutboxUnderTest test) {
        Outbox outbox = test.open();
        assertThat(outbox.lastSequence()).isZero();

        outbox.append(message(7));
        outbox.append(message(5));
        handOutAll(outbox);
        outbox.remove(message(7));

        assertThat(outbox.lastSequence()).isEqualTo(7);
    }
}
