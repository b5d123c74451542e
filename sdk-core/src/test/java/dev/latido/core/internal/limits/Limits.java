package dev.latido.core.internal.limits;

import dev.latido.core.BrokerGrants;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A CONNACK with limits, for tests outside of this room. */
public record Limits(BrokerGrants grants) {

    public static Limits of(int maximumPacketSize, Qos maximumQos, boolean retainAvailable) {
        return new Limits(new BrokerGrants(
                false,
                BrokerGrants.NEVER,
                100,
                maximumPacketSize,
                maximumQos,
                retainAvailable,
                true,
                true,
                Duration.ofMinutes(1),
                "gw"));
    }

    public @Nullable NotGrantedException notGranted(Topic topic, byte[] payload, DeliveryOptions options) {
        return GrantCheck.publish(grants, topic, payload, options, 0);
    }
}
