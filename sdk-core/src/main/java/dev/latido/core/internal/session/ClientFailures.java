package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.limits.NotGrantedException;

/** Translates the exceptions of the client library that do not depend on the MQTT version. */
final class ClientFailures {

    private ClientFailures() {}

    /** Returns the exception of this room that stands for the client's, or the failure itself if there is none. */
    static Throwable translated(Throwable failure) {
        if (failure instanceof ConnectionClosedException) {
            return new ConnectionEndedException(failure.getMessage(), failure.getCause());
        }
        return failure instanceof MqttEncodeException ? new NotGrantedException(failure) : failure;
    }
}
