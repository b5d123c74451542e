package dev.latido.core.internal.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a connection, within the time that its settings give it from now on. For one thread. */
final class OrderlyClose {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    /** Of the time for closing, this part is kept for saying goodbye after the drain. */
    private static final double GOODBYE = 0.2;

    private final ConnectionSettings settings;
    private final long deadline;
    private final long drained;

    OrderlyClose(ConnectionSettings settings) {
        this.settings = settings;
        long time = settings.closeTimeout().toNanos();
        this.deadline = System.nanoTime() + time;
        this.drained = deadline - (long) (time * GOODBYE);
    }

    /** What is left for those that end before the connection. */
    Duration timeToDrain() {
        return Duration.ofNanos(Math.max(0, drained - System.nanoTime()));
    }

    /** Without a PUBACK nobody knows whether 'offline' has arrived: then the broker is to publish the will. */
    void leave(BrokerSession session) {
        PresenceAnnouncements presence = settings.presence();
        if (presence == null || await(session.publish(presence.goodbye(Instant.now())))) {
            await(session.disconnect());
        } else {
            session.leaveWithWill();
        }
    }

    /** Whether it has completed well in time. */
    boolean await(CompletableFuture<?> step) {
        try {
            step.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("{}: a step of closing did not complete", settings, e);
        }
        return false;
    }
}
