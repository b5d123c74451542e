package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.core.internal.link.IncomingPublish;
import java.net.URI;

/** A session that never connects, for tests that need one to refer to. */
public final class UnopenedSession {

    private UnopenedSession() {}

    private static final class Deaf implements BrokerSession.Events {

        @Override
        public void opened(BrokerSession session, BrokerGrants grants) {
            // Never called.
        }

        @Override
        public void ended(BrokerSession session, Throwable cause) {
            // Of no interest.
        }

        @Override
        public void arrived(BrokerSession session, IncomingPublish message) {
            // Never called.
        }
    }

    /** Creates one. */
    public static BrokerSession create() {
        return of(
                ((ConnectionBuilder) MqttConnection.builder()
                                .broker("mqtt://localhost")
                                .clientId("test")
                                .withoutPresence("a test"))
                        .settings(),
                BrokerAddress.of(URI.create("mqtt://localhost")));
    }

    /** Creates one of a declared connection. */
    public static BrokerSession of(ConnectionSettings settings, BrokerAddress broker) {
        return new BrokerSession(settings, broker, AttemptSecurity.NONE, new Deaf(), Runnable::run);
    }
}
