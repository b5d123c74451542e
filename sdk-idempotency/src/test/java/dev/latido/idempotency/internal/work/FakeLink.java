package dev.latido.idempotency.internal.work;

import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.ReceivedMessages;
import dev.latido.core.internal.link.UnacknowledgedException;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The inside of a connection, without a broker: messages come when the test says so. */
public final class FakeLink implements ConnectionLink {

    /** A dead letter as it was published. */
    public record Published(Topic topic, String payload, Map<String, String> properties) {}

    public final List<Published> published = new CopyOnWriteArrayList<>();
    /** Payloads in the order in which they were acknowledged. */
    public final List<String> acknowledged = new CopyOnWriteArrayList<>();

    private final int receiveMaximum;
    private ReceivedMessages session = new ReceivedMessages();
    private @Nullable InboundConsumer consumer;
    private volatile @Nullable Exception refusal;
    /** The payloads that the consumer has returned at its end. */
    public final List<String> returned = new CopyOnWriteArrayList<>();

    private volatile int reasonCode;
    private volatile int announced = Integer.MAX_VALUE;
    private volatile int closesAbove = Integer.MAX_VALUE;
    private volatile boolean withProperties = true;
    private volatile @Nullable Standing standing;
    public final AtomicInteger closed = new AtomicInteger();
    private CompletableFuture<Void> granted = CompletableFuture.completedFuture(null);
    private volatile Runnable onSubscribe = () -> {};
    private final AtomicInteger stops = new AtomicInteger();

    public FakeLink(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    /** Lets the envelope of a message arrive; it is acknowledged under its id. */
    public void deliver(String topic, String id) {
        deliverRaw(topic, id, envelope(id));
    }

    /** Lets any payload arrive; it is acknowledged under the name. */
    public void deliverRaw(String topic, String name, String payload) {
        Objects.requireNonNull(consumer).delivered(session.on(topic, payload, () -> acknowledged.add(name)));
    }

    /** Lets the envelope of a message arrive that the broker flags as sent before. */
    public void deliverAgain(String topic, String id) {
        Objects.requireNonNull(consumer).delivered(session.again(topic, envelope(id), () -> acknowledged.add(id)));
    }

    private static String envelope(String id) {
        return "{\"id\":\"" + id + "\",\"v\":\"" + id + "\"}";
    }

    /** Lets a payload with user properties arrive, which is its name too. */
    public void deliverWith(String topic, String payload, Map<String, String> properties) {
        Objects.requireNonNull(consumer)
                .delivered(session.on(topic, payload, properties, () -> acknowledged.add(payload)));
    }

    /** From now on publishing is answered with this reason code. */
    public void answer(int code) {
        reasonCode = code;
    }

    /** Lets the broker answer no subscription. */
    public void grantNothing() {
        granted = new CompletableFuture<>();
    }

    /** Runs something while a consumer subscribes. */
    public void onSubscribe(Runnable task) {
        onSubscribe = task;
    }

    /** Returns how often a consumer has stopped. */
    public int stops() {
        return stops.get();
    }

    /** Returns the consumer. */
    public InboundConsumer consumer() {
        return Objects.requireNonNull(consumer);
    }

    /** From now on the broker announces the size of the largest packet. */
    public void announce(int bytes) {
        announced = bytes;
    }

    /** From now on the broker closes the connection when a payload is larger. */
    public void closeAbove(int bytes) {
        closesAbove = bytes;
    }

    /** From now on messages carry no user properties, as over MQTT 3.1.1. */
    public void withoutProperties() {
        withProperties = false;
    }

    /** From now on the session is as old as this. */
    public void openSince(Instant since) {
        standing = new Standing(since, false);
    }

    /** Ends the session; what comes now comes over the next one. */
    public void reconnect() {
        session.endSession();
        session = new ReceivedMessages();
    }

    public List<TopicFilter> subscribed() {
        return Objects.requireNonNull(consumer).filters();
    }

    /** From now on publishing fails; null ends that. */
    public void refuse(@Nullable RuntimeException reason) {
        refusal = reason;
    }

    /** From now on publishing fails with what the connection itself reports. */
    public void refuseWith(Exception reason) {
        refusal = reason;
    }

    @Override
    public Subscription subscribe(InboundConsumer newConsumer) {
        consumer = newConsumer;
        onSubscribe.run();
        return new Subscription() {
            @Override
            public CompletableFuture<Void> granted() {
                return granted;
            }

            @Override
            public void stop() {
                // What comes after the end is the test's own doing.
                stops.incrementAndGet();
            }

            @Override
            public void giveBack(List<InboundMessage> unhandled) {
                unhandled.forEach(message -> returned.add(new String(message.payload(), StandardCharsets.UTF_8)));
            }
        };
    }

    @Override
    public CompletableFuture<Integer> publishNow(
            Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties) {
        Exception reason = refusal;
        if (reason != null) {
            return CompletableFuture.failedFuture(reason);
        }
        if (payload.length > closesAbove) {
            closed.incrementAndGet();
            return CompletableFuture.failedFuture(new UnacknowledgedException(
                    UnacknowledgedException.Kind.SESSION_ENDED, new IOException("connection reset")));
        }
        Map<String, String> properties = new TreeMap<>();
        userProperties.forEach(property -> properties.put(property.getKey(), property.getValue()));
        published.add(new Published(topic, new String(payload, StandardCharsets.UTF_8), properties));
        return CompletableFuture.completedFuture(reasonCode);
    }

    @Override
    public @Nullable Standing standing() {
        return standing;
    }

    @Override
    public int maximumPacketSize() {
        return announced;
    }

    @Override
    public boolean carriesUserProperties() {
        return withProperties;
    }

    @Override
    public int receiveMaximum() {
        return receiveMaximum;
    }

    @Override
    public void attachConsumer(Attachment attachment) {
        // Ended by the test.
    }

    @Override
    public void detach(Attachment attachment) {
        // Nothing is attached.
    }
}
