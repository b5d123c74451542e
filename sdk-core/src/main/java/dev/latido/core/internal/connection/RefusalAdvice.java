package dev.latido.core.internal.connection;

import dev.latido.core.MqttVersion;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import org.jspecify.annotations.Nullable;

/** Advice for connections that a broker refuses because of what the client asks for. */
final class RefusalAdvice {

    private RefusalAdvice() {}

    /** Returns advice to append to a refusal; empty if there is none. */
    static String of(ConnectionSettings settings, BrokerAnswerException refusal) {
        return switch (refusal.code()) {
            case ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION ->
                settings.version() == MqttVersion.MQTT_5
                        ? "; the broker does not support MQTT 5: use version(MqttVersion.MQTT_3_1_1)"
                        : "; the broker does not support MQTT 3.1.1: use version(MqttVersion.MQTT_5)";
            case ReasonCodes.RETAIN_NOT_SUPPORTED, ReasonCodes.QOS_NOT_SUPPORTED ->
                settings.presence() == null
                        ? ""
                        : "; the Last Will of presence is retained and has QoS 1: use a broker that supports both, or"
                                + " withoutPresence(\"reason\")";
            default -> "";
        };
    }

    /** Returns advice to append to the failure of attempts of which none has ever been answered; empty if none fits. */
    static String unanswered(ConnectionSettings settings, @Nullable Throwable failure) {
        ConnectionEndedException ended =
                failure == null ? null : Failures.find(failure, ConnectionEndedException.class);
        return ended != null && settings.version() == MqttVersion.MQTT_5
                ? "; if the broker does not support MQTT 5, use version(MqttVersion.MQTT_3_1_1)"
                : "";
    }
}
