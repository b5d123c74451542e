package dev.latido.core.internal.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.topics.Topic;
import io.reactivex.schedulers.Schedulers;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Messages as a connection brings them, without one. */
final class ReceivedMessages {

    static final BrokerSession SESSION = new BrokerSession(
            ((ConnectionBuilder) MqttConnection.builder()
                            .broker("mqtt://localhost")
                            .clientId("test")
                            .withoutPresence("a test"))
                    .settings(),
            BrokerAddress.of(URI.create("mqtt://localhost")),
            AttemptSecurity.NONE,
            new Deaf(),
            Schedulers.trampoline());

    private ReceivedMessages() {}

    private static final class Deaf implements BrokerSession.Events {

        @Override
        public void opened(BrokerSession session, BrokerGrants grants) {
            // Never comes.
        }

        @Override
        public void ended(BrokerSession session, Throwable cause) {
            // Of no interest.
        }

        @Override
        public void arrived(BrokerSession session, IncomingPublish message) {
            // Never comes.
        }
    }

    private record Text(String topic, String text) implements IncomingPublish {

        @Override
        public byte[] payload() {
            return text.getBytes(UTF_8);
        }

        @Override
        public boolean retained() {
            return false;
        }

        @Override
        public boolean redeliverable() {
            return true;
        }

        @Override
        public List<Map.Entry<String, String>> userProperties() {
            return List.of();
        }

        @Override
        public void acknowledge() {
            // The test hears of it from the message.
        }
    }

    static IncomingPublish publish(Topic topic, String payload) {
        return new Text(topic.toString(), payload);
    }

    static InboundMessage message(Topic topic, String payload, Runnable acknowledged) {
        return new InboundMessage(topic, publish(topic, payload), SESSION, acknowledged);
    }
}
