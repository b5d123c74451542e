package dev.latido.core.internal.session;

import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether QoS 2 can be used on a connection.
 *
 * <p>The broker keeps the packet ids of unfinished QoS 2 exchanges with the session (MQTT 5, section 4.1); a new client
 * object begins at 1 again. A new message under such an id would be taken for a repetition, and swallowed.
 */
final class Qos2Guard {

    private final BrokerAddress broker;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean possible;

    Qos2Guard(BrokerAddress broker) {
        this.broker = broker;
    }

    /** Called when the session is opened, with that of the connection before it, if there was one. */
    void follows(@Nullable Qos2Guard previous, boolean sessionPresent) {
        possible = !sessionPresent || (previous != null && previous.leftNothingAt(broker));
    }

    private boolean leftNothingAt(BrokerAddress next) {
        return possible && broker.equals(next) && open.get() == 0;
    }

    boolean isPossible() {
        return possible;
    }

    /** The same outcome, seen here on its way. */
    MqttClientAdapter.PublishOutcome watched(MqttClientAdapter.PublishOutcome outcome) {
        open.incrementAndGet();
        return (code, failure) -> {
            if (failure == null || isRejection(failure)) {
                open.decrementAndGet();
            }
            outcome.settled(code, failure);
        };
    }

    /** With any other failure the exchange stands open at the broker, for as long as the session lives. */
    private static boolean isRejection(Throwable failure) {
        return failure instanceof BrokerAnswerException answer && answer.packet() == Packet.PUBREC;
    }
}
