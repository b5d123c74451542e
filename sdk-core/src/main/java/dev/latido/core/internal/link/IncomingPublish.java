package dev.latido.core.internal.link;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as it came over the wire, whatever the version of MQTT. Thread-safe. */
public interface IncomingPublish {

    /** The topic as it was sent. */
    String topic();

    /** A copy of the payload. */
    byte[] payload();

    /** Whether it was retained when the subscription was made. */
    boolean retained();

    /** Whether it came with QoS 1 or 2, so that the broker sends it again if it is not acknowledged. */
    boolean redeliverable();

    /** Returns whether the broker says that it has sent the message before (DUP, MQTT 5, section 3.3.1.1). */
    default boolean redelivered() {
        return false;
    }

    /** Its user properties, in order; none in MQTT 3.1.1. */
    List<Map.Entry<String, String>> userProperties();

    /** A copy of its correlation data; null if it has none, as always in MQTT 3.1.1. */
    default byte @Nullable [] correlationData() {
        return null;
    }

    /** Lets the PUBACK go. */
    void acknowledge();
}
