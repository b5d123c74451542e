package dev.latido.core.internal.link;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message as one consumer gets it. It stays with the broker until {@link #acknowledge()}. Immutable but for that;
 * thread-safe.
 */
public final class InboundMessage {

    private static final Logger log = LoggerFactory.getLogger(InboundMessage.class);

    private final Topic topic;
    private final IncomingPublish publish;
    private final BooleanSupplier live;
    private final Runnable acknowledgement;
    private final AtomicBoolean acknowledged = new AtomicBoolean();

    /**
     * Creates a message for one consumer.
     *
     * @param live whether the connection that brought the message still stands
     * @param acknowledgement sends the PUBACK
     */
    public InboundMessage(Topic topic, IncomingPublish publish, BooleanSupplier live, Runnable acknowledgement) {
        this.topic = topic;
        this.publish = publish;
        this.live = live;
        this.acknowledgement = acknowledgement;
    }

    /** The topic that it was published on. */
    public Topic topic() {
        return topic;
    }

    /** The bytes that were published; a copy. */
    public byte[] payload() {
        return publish.payload();
    }

    /** Whether the broker kept it as the topic's last value and it was published before the subscription. */
    public boolean retained() {
        return publish.retained();
    }

    /** Whether the broker will deliver it again if it is not acknowledged. */
    public boolean redeliverable() {
        return publish.redeliverable();
    }

    /**
     * Returns whether the broker says that it has sent the message before. False does not mean that it has not: a shared
     * group's next member, or a producer that sends again, need not be told.
     */
    public boolean redelivered() {
        return publish.redelivered();
    }

    /** The MQTT 5 user properties, in order; none over MQTT 3.1.1. */
    public List<Map.Entry<String, String>> userProperties() {
        return publish.userProperties();
    }

    /** A copy of the MQTT 5 correlation data (section 3.3.2.3.6); null if it has none. */
    public byte @Nullable [] correlationData() {
        return publish.correlationData();
    }

    /** Whether the connection that brought it still stands; if not, the broker delivers it again on the next one. */
    public boolean live() {
        return live.getAsBoolean();
    }

    /**
     * Tells the broker that its work is done. Further calls do nothing; after the connection ended the broker is not
     * told, and delivers the message again.
     */
    public void acknowledge() {
        if (acknowledged.compareAndSet(false, true)) {
            try {
                acknowledgement.run();
            } catch (RuntimeException e) {
                log.debug("Acknowledgement of a message on {} came too late for its connection", topic, e);
            }
        }
    }
}
