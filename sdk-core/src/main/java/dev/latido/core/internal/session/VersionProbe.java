package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.tls.TlsFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Finds out why a broker closed the connection instead of answering a CONNECT of MQTT 5: some brokers for MQTT 3.1.1 do
 * so. The version is the reason if the broker answers a CONNECT of MQTT 3.1.1 and then closes the connection for one of
 * MQTT 5 again. Any CONNACK is an answer, even one that refuses the client.
 *
 * <p>Both have no client id, no credentials and no session, so that they take over nothing and change nothing.
 */
final class VersionProbe {

    private VersionProbe() {}

    /** Returns whether a failure before CONNACK may have the version as its reason. */
    static boolean mayExplain(Throwable failure) {
        return Failures.find(failure, ConnectionEndedException.class) != null
                && Failures.find(failure, TlsFailedException.class) == null;
    }

    /**
     * Asks the broker.
     *
     * @param probe creates a builder with the way to the broker
     * @return completes with the failure that stands for the broker's answer, or with the given one; never exceptionally
     */
    static CompletableFuture<Throwable> explain(Supplier<MqttClientBuilder> probe, Throwable failure) {
        return answersMqtt3(probe.get())
                .thenCompose(answered -> answered ? closesMqtt5(probe.get()) : CompletableFuture.completedFuture(false))
                .handle((closed, problem) -> Boolean.TRUE.equals(closed) ? unsupported(failure) : failure);
    }

    private static CompletableFuture<Boolean> answersMqtt3(MqttClientBuilder builder) {
        Mqtt3AsyncClient client = builder.useMqttVersion3().buildAsync();
        return client.connectWith().cleanSession(true).send().handle((connAck, refusal) -> {
            if (refusal == null) {
                var unused = client.disconnect().exceptionally(alreadyGone -> null);
            }
            return refusal == null || refusal instanceof Mqtt3ConnAckException;
        });
    }

    private static CompletableFuture<Boolean> closesMqtt5(MqttClientBuilder builder) {
        Mqtt5AsyncClient client = builder.useMqttVersion5().buildAsync();
        return client.connect().handle((connAck, refusal) -> {
            if (refusal == null) {
                var unused = client.disconnect().exceptionally(alreadyGone -> null);
                return false;
            }
            return mayExplain(Mqtt5Failures.translated(refusal));
        });
    }

    private static Throwable unsupported(Throwable failure) {
        return new BrokerAnswerException(
                Packet.CONNACK,
                ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION,
                Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                "it closes connections of MQTT 5 and answers MQTT 3.1.1",
                failure);
    }
}
