package dev.latido.core.internal.link;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message from the broker, the same for all MQTT versions. Thread-safe. */
public interface IncomingPublish {

    /** Returns the topic as the broker sent it. */
    String topic();

    /** Returns a copy of the payload. */
    byte[] payload();

    /** Returns whether the broker had retained the message before the subscription. */
    boolean retained();

    /** Returns whether the QoS is 1 or 2, so that the broker redelivers the message if it is not acknowledged. */
    boolean redeliverable();

    /** Returns whether the broker says that it has sent the message before (DUP, MQTT 5, section 3.3.1.1). */
    default boolean redelivered() {
        return false;
    }

    /** Returns the user properties, in order; none in MQTT 3.1.1. */
    List<Map.Entry<String, String>> userProperties();

    /** Returns a copy of the correlation data, or null if there is none, as always in MQTT 3.1.1. */
    default byte @Nullable [] correlationData() {
        return null;
    }

    /** Sends the PUBACK. */
    void acknowledge();
}
