package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.limits.NotGrantedException;
import org.jspecify.annotations.Nullable;

/** Translates the exceptions of the client library that do not depend on the MQTT version. */
final class ClientFailures {

    /** What the client says about a CONNACK that it cannot decode. */
    private static final String CONNACK = "Exception while decoding CONNACK: ";

    private ClientFailures() {}

    /** Returns what is wrong with a CONNACK that the client could not decode; null if the failure is another one. */
    static @Nullable String malformedConnAck(Throwable failure) {
        MqttDecodeException malformed = Failures.find(failure, MqttDecodeException.class);
        String message = malformed == null ? null : malformed.getMessage();
        return message == null || !message.startsWith(CONNACK) ? null : message.substring(CONNACK.length());
    }

    /** Returns the exception of this room that stands for the client's, or the failure itself if there is none. */
    static Throwable translated(Throwable failure) {
        if (failure instanceof ConnectionClosedException) {
            return new ConnectionEndedException(failure.getMessage(), failure.getCause());
        }
        return failure instanceof MqttEncodeException ? new NotGrantedException(failure) : failure;
    }
}
