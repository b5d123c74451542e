package dev.latido.core.internal.session;

import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether QoS 2 can be used in a session, and whether an exchange has been completed. Thread-safe.
 *
 * <p>The broker keeps the packet ids of unfinished QoS 2 exchanges with the session (MQTT 5, section 4.1), but a new
 * client object starts at id 1 again. The broker would treat a new message with such an id as a duplicate and discard
 * it.
 *
 * <p>The client reports success for an exchange whose PUBREC has arrived, on PUBCOMP and also when the session ends
 * without it. It reports the end of the session first. A success that is seen after that end therefore proves nothing:
 * the message counts as unacknowledged, and the next session sends it again.
 */
public final class Qos2Guard {

    private final BrokerAddress broker;
    private final BooleanSupplier live;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean possible;
    private volatile boolean distrusted;

    /**
     * Creates the guard of a session.
     *
     * @param live whether the session is still open
     */
    Qos2Guard(BrokerAddress broker, BooleanSupplier live) {
        this.broker = broker;
        this.live = live;
    }

    /** Called when the session is opened, with the guard of the session before it, if there was one. */
    public void follows(@Nullable Qos2Guard previous, boolean sessionPresent) {
        distrusted = previous != null && previous.distrusted && previous.broker.equals(broker);
        possible = (!sessionPresent && !distrusted) || (previous != null && previous.leftNothingAt(broker));
    }

    /** Called when the broker has said that the session is new, and it is not. */
    void distrust() {
        distrusted = true;
        possible = false;
    }

    private boolean leftNothingAt(BrokerAddress next) {
        return possible && broker.equals(next) && open.get() == 0;
    }

    boolean isPossible() {
        return possible;
    }

    /**
     * Returns an outcome that counts the exchange as finished before it passes the result on. A success after the end of
     * the session is not passed on.
     */
    MqttClientAdapter.PublishOutcome watched(MqttClientAdapter.PublishOutcome outcome) {
        open.incrementAndGet();
        return (code, failure) -> {
            if (failure == null && !live.getAsBoolean()) {
                return;
            }
            if (failure == null || isRejection(failure)) {
                open.decrementAndGet();
            }
            outcome.settled(code, failure);
        };
    }

    /** After any other failure the exchange stays unfinished at the broker until the session expires. */
    private static boolean isRejection(Throwable failure) {
        return failure instanceof BrokerAnswerException answer && answer.packet() == Packet.PUBREC;
    }
}
