package dev.latido.core.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When a packet id of QoS 2 could be taken for an old one. */
class Qos2GuardTest {

    private static final BrokerAddress BROKER = new BrokerAddress(URI.create("mqtt://broker-1"));
    private static final BrokerAddress OTHER = new BrokerAddress(URI.create("mqtt://broker-2"));

    private static final MqttClientAdapter.PublishOutcome NOBODY = (code, failure) -> {};

    private static Qos2Guard fresh() {
        Qos2Guard fresh = new Qos2Guard(BROKER, () -> true);
        fresh.follows(null, false);
        return fresh;
    }

    private static boolean possibleAfter(Qos2Guard previous, BrokerAddress broker, boolean sessionPresent) {
        Qos2Guard next = new Qos2Guard(broker, () -> true);
        next.follows(previous, sessionPresent);
        return next.isPossible();
    }

    @Test
    void shouldBePossibleInANewSession() {
        assertThat(fresh().isPossible()).isTrue();
    }

    @Test
    void shouldNotTrustASessionOfAnEarlierProcess() {
        Qos2Guard first = new Qos2Guard(BROKER, () -> true);

        first.follows(null, true);

        assertThat(first.isPossible()).isFalse();
        assertThat(possibleAfter(first, BROKER, true)).isFalse();
        assertThat(possibleAfter(first, BROKER, false)).isTrue();
    }

    @Test
    void shouldStayPossibleWhenAllExchangesWereDone() {
        Qos2Guard first = fresh();
        first.watched(NOBODY).settled(0, null);
        first.watched(NOBODY).settled(0, new BrokerAnswerException(Packet.PUBREC, 0x97, Thread.State.NEW, "", null));

        assertThat(possibleAfter(first, BROKER, true)).isTrue();
    }

    @Test
    void shouldBeOverWhenAnExchangeBrokeOff() {
        Qos2Guard unanswered = fresh();
        unanswered.watched(NOBODY);
        Qos2Guard cut = fresh();
        cut.watched(NOBODY).settled(0, new IOException("reset"));
        Qos2Guard disconnected = fresh();
        disconnected
                .watched(NOBODY)
                .settled(0, new BrokerAnswerException(Packet.DISCONNECT, 0x8B, Thread.State.NEW, "", null));

        assertThat(possibleAfter(unanswered, BROKER, true)).isFalse();
        assertThat(possibleAfter(cut, BROKER, true)).isFalse();
        assertThat(possibleAfter(disconnected, BROKER, true)).isFalse();
        assertThat(possibleAfter(cut, BROKER, false)).as("a new session").isTrue();
    }

    /** The client completes an exchange without an error when its session ends between PUBREC and PUBCOMP. */
    @Test
    void shouldNotTakeTheEndOfTheSessionForThePubcomp() {
        AtomicBoolean live = new AtomicBoolean(true);
        Qos2Guard guard = new Qos2Guard(BROKER, live::get);
        guard.follows(null, false);
        List<Integer> settled = new ArrayList<>();
        MqttClientAdapter.PublishOutcome done = guard.watched((code, failure) -> settled.add(1));
        MqttClientAdapter.PublishOutcome cut = guard.watched((code, failure) -> settled.add(2));

        done.settled(0, null);
        live.set(false);
        cut.settled(0, null);

        assertThat(settled).containsExactly(1);
        assertThat(possibleAfter(guard, BROKER, true)).isFalse();
    }

    @Test
    void shouldNotBelieveABrokerThatCalledAnOldSessionNew() {
        Qos2Guard first = fresh();
        first.distrust();

        assertThat(first.isPossible()).isFalse();
        assertThat(possibleAfter(first, BROKER, false)).isFalse();
        assertThat(possibleAfter(first, OTHER, false)).isTrue();
    }

    @Test
    void shouldNotKnowWhatAnotherBrokerRemembers() {
        assertThat(possibleAfter(fresh(), OTHER, true)).isFalse();
    }
}
