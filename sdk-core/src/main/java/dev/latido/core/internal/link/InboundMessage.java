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
 * A message as delivered to one consumer. The broker keeps it until {@link #acknowledge()}. Immutable except for the
 * acknowledgement; thread-safe.
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
     * @param live whether the session of the message is still open
     * @param acknowledgement sends the PUBACK
     */
    public InboundMessage(Topic topic, IncomingPublish publish, BooleanSupplier live, Runnable acknowledgement) {
        this.topic = topic;
        this.publish = publish;
        this.live = live;
        this.acknowledgement = acknowledgement;
    }

    /** Returns the topic that the message was published to. */
    public Topic topic() {
        return topic;
    }

    /** Returns a copy of the payload. */
    public byte[] payload() {
        return publish.payload();
    }

    /** Returns whether the broker had retained the message before the subscription. */
    public boolean retained() {
        return publish.retained();
    }

    /** Returns whether the broker redelivers the message if it is not acknowledged. */
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

    /** Returns the MQTT 5 user properties, in order; none over MQTT 3.1.1. */
    public List<Map.Entry<String, String>> userProperties() {
        return publish.userProperties();
    }

    /** Returns a copy of the MQTT 5 correlation data (section 3.3.2.3.6), or null if there is none. */
    public byte @Nullable [] correlationData() {
        return publish.correlationData();
    }

    /**
     * Returns whether the session of the message is still open; if not, the broker redelivers the message in the next
     * one.
     */
    public boolean live() {
        return live.getAsBoolean();
    }

    /** Returns whether {@link #acknowledge()} has been called. */
    public boolean isAcknowledged() {
        return acknowledged.get();
    }

    /**
     * Sends the PUBACK. Further calls have no effect. After the end of the session no PUBACK is sent, and the broker
     * redelivers the message.
     */
    public void acknowledge() {
        if (acknowledged.compareAndSet(false, true)) {
            try {
                acknowledgement.run();
            } catch (RuntimeException e) {
                log.debug(
                        "a message on {} was acknowledged after its session had ended; it will be redelivered",
                        topic,
                        e);
            }
        }
    }
}
