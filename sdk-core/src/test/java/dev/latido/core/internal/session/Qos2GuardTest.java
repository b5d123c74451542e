package dev.latido.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.BrokerAnswerException.Packet;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** When a packet id of QoS 2 could be taken for an old one. */
class ExactlyOnceTest {

    private static final BrokerAddress BROKER = new BrokerAddress(URI.create("mqtt://broker-1"));
    private static final BrokerAddress OTHER = new BrokerAddress(URI.create("mqtt://broker-2"));

    private static final Wire.PublishOutcome NOBODY = (code, failure) -> {};

    private static ExactlyOnce fresh() {
        ExactlyOnce fresh = new ExactlyOnce(BROKER);
        fresh.follows(null, false);
        return fresh;
    }

    private static boolean possibleAfter(ExactlyOnce previous, BrokerAddress broker, boolean sessionPresent) {
        ExactlyOnce next = new ExactlyOnce(broker);
        next.follows(previous, sessionPresent);
        return next.isPossible();
    }

    @Test
    void shouldBePossibleInANewSession() {
        assertThat(fresh().isPossible()).isTrue();
    }

    @Test
    void shouldNotTrustASessionOfAnEarlierProcess() {
        ExactlyOnce first = new ExactlyOnce(BROKER);

        first.follows(null, true);

        assertThat(first.isPossible()).isFalse();
        assertThat(possibleAfter(first, BROKER, true)).isFalse();
        assertThat(possibleAfter(first, BROKER, false)).isTrue();
    }

    @Test
    void shouldStayPossibleWhenAllExchangesWereDone() {
        ExactlyOnce first = fresh();
        first.watched(NOBODY).settled(0, null);
        first.watched(NOBODY).settled(0, new BrokerAnswerException(Packet.PUBREC, 0x97, Thread.State.NEW, "", null));

        assertThat(possibleAfter(first, BROKER, true)).isTrue();
    }

    @Test
    void shouldBeOverWhenAnExchangeBrokeOff() {
        ExactlyOnce unanswered = fresh();
        unanswered.watched(NOBODY);
        ExactlyOnce cut = fresh();
        cut.watched(NOBODY).settled(0, new IOException("reset"));
        ExactlyOnce disconnected = fresh();
        disconnected
                .watched(NOBODY)
                .settled(0, new BrokerAnswerException(Packet.DISCONNECT, 0x8B, Thread.State.NEW, "", null));

        assertThat(possibleAfter(unanswered, BROKER, true)).isFalse();
        assertThat(possibleAfter(cut, BROKER, true)).isFalse();
        assertThat(possibleAfter(disconnected, BROKER, true)).isFalse();
        assertThat(possibleAfter(cut, BROKER, false)).as("a new session").isTrue();
    }

    @Test
    void shouldNotKnowWhatAnotherBrokerRemembers() {
        assertThat(possibleAfter(fresh(), OTHER, true)).isFalse();
    }
}
