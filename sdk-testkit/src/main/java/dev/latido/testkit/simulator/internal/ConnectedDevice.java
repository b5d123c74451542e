package dev.latido.testkit.simulator.internal;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.StateChange;
import dev.latido.testkit.simulator.DeviceSimulator;
import dev.latido.testkit.simulator.PlannedMessage;
import dev.latido.testkit.simulator.SentMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device at work. Publishes on the fleet's thread only, which is the only one to use its fields. */
final class ConnectedDevice {

    private static final Logger log = LoggerFactory.getLogger(DeviceSimulator.class);

    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final PlannedDevice device;
    private final DevicePlan plan;
    private final MqttConnection connection;
    private final ResilientPublisher publisher;
    private final ScheduledExecutorService thread;
    private final SentLog sent;
    private final CompletableFuture<Void> inSession = new CompletableFuture<>();
    private volatile @Nullable Throwable lastFailure;
    private int unacknowledged;
    private int wanted;

    ConnectedDevice(PlannedDevice device, ScheduledExecutorService thread, SentLog sent) {
        this.device = device;
        this.plan = device.begin();
        this.thread = thread;
        this.sent = sent;
        SimulatorSettings settings = device.settings();
        MqttConnection.Builder builder = MqttConnection.builder()
                .broker(settings.uri())
                .clientId(device.clientId())
                .presence(device.presence())
                .backoff(BACKOFF)
                .closeTimeout(CLOSE_TIMEOUT)
                .listener(this::watchFirstSession);
        settings.connection().accept(device.clientId(), builder);
        this.connection = builder.start();
        this.publisher = ResilientPublisher.builder(connection).build();
    }

    private void watchFirstSession(StateChange change) {
        change.cause().ifPresent(failure -> lastFailure = failure);
        if (change.to() == ConnectionState.CONNECTED) {
            inSession.complete(null);
        } else if (change.to() == ConnectionState.REFUSED) {
            inSession.completeExceptionally(change.cause().orElseGet(() -> new IllegalStateException("refused")));
        }
    }

    /** Why the last attempt to connect failed. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    /** Completes with the first session, exceptionally if the broker refuses it. */
    CompletableFuture<Void> inSession() {
        return inSession;
    }

    /** Publishes so many more, as fast as acknowledgements come. */
    void publish(int messages) {
        wanted += messages;
        publishWanted();
    }

    private void publishWanted() {
        while (wanted > 0 && unacknowledged < DeviceSimulator.MAX_UNACKNOWLEDGED) {
            wanted--;
            publish(plan.next());
        }
    }

    /** Publishes at the pace of the plan. */
    void publishPaced() {
        PlannedMessage next = plan.next();
        schedule(() -> publishOrWait(next), next.pause());
    }

    private void publishOrWait(PlannedMessage message) {
        if (!sent.hasRoom(1)) {
            log.warn("{} is silent: the simulator has sent {} messages", device, DeviceSimulator.MAX_SENT);
        } else if (unacknowledged >= DeviceSimulator.MAX_UNACKNOWLEDGED) {
            schedule(() -> publishOrWait(message), device.settings().interval());
        } else {
            publish(message);
            publishPaced();
        }
    }

    private void publish(PlannedMessage message) {
        if (message.dropsOff()) {
            dropOff();
        }
        Publication publication = publisher.publish(message.topic(), message.value());
        unacknowledged++;
        sent.add(new SentMessage(device.clientId(), publication.id(), message.topic(), message.value()));
        publication.acknowledged().whenComplete((acknowledgement, failure) -> {
            sent.outcome(failure);
            schedule(this::acknowledged, Duration.ZERO);
        });
    }

    private void acknowledged() {
        unacknowledged--;
        publishWanted();
    }

    /** Ends the network connection without a goodbye; Latido's connection then comes back by itself. */
    private void dropOff() {
        try {
            connection
                    .unwrap(Mqtt5AsyncClient.class)
                    .disconnectWith()
                    .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                    .send();
        } catch (IllegalStateException away) {
            log.debug("{} has no connection to lose", device);
        }
    }

    private void schedule(Runnable step, Duration delay) {
        try {
            thread.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            log.debug("{} has stopped", device);
        }
    }

    void close() {
        connection.close();
    }
}
