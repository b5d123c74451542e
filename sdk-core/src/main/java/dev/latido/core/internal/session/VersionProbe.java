package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out why a broker closed the connection instead of answering a CONNECT of MQTT 5: some brokers for MQTT 3.1.1 do
 * so. The probe sends a CONNECT of MQTT 3.1.1 with clean session, and without client id and credentials, so that it takes
 * over no session and changes nothing. Any CONNACK is the proof, even one that refuses the probe.
 */
final class VersionProbe {

    private VersionProbe() {}

    /** Returns whether a failure before CONNACK may have the version as its reason. */
    static boolean mayExplain(Throwable failure) {
        return failure instanceof ConnectionEndedException;
    }

    /** Asks the broker; completes with the failure that stands for its answer, or with the given one. */
    static CompletableFuture<Throwable> explain(MqttClientBuilder probe, Throwable failure) {
        Mqtt3AsyncClient client = probe.useMqttVersion3().buildAsync();
        return client.connectWith().cleanSession(true).send().handle((connAck, refusal) -> {
            if (refusal == null) {
                var unused = client.disconnect().exceptionally(alreadyGone -> null);
            }
            boolean understood = refusal == null || refusal instanceof Mqtt3ConnAckException;
            return understood ? unsupported(failure) : failure;
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
