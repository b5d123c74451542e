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

/** Closes a connection gracefully within its close timeout, which starts when the object is created. For one thread. */
final class OrderlyClose {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    /** The part of the close timeout that is reserved for the graceful disconnect after the drain. */
    private static final double FOR_DISCONNECT = 0.2;

    private final ConnectionSettings settings;
    private final long deadline;
    private final long drained;

    OrderlyClose(ConnectionSettings settings) {
        this.settings = settings;
        long time = settings.closeTimeout().toNanos();
        this.deadline = System.nanoTime() + time;
        this.drained = deadline - (long) (time * FOR_DISCONNECT);
    }

    /** Returns the time that is left for publishers and consumers to close. */
    Duration timeToDrain() {
        return Duration.ofNanos(Math.max(0, drained - System.nanoTime()));
    }

    /** Returns the time that is left. */
    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /**
     * Publishes 'offline' and disconnects. Without a PUBACK for 'offline', has the broker publish the Last Will
     * instead.
     */
    void leave(BrokerSession session) {
        PresenceAnnouncements presence = settings.presence();
        if (presence == null || await(session.publish(presence.goodbye(Instant.now())))) {
            await(session.disconnect());
        } else {
            session.leaveWithWill();
        }
    }

    /** Waits for a step; returns whether it has completed normally in time. */
    boolean await(CompletableFuture<?> step) {
        try {
            step.get(timeLeft().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("{}: a step of closing did not complete; closing continues", settings, e);
        }
        return false;
    }
}
