package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.session.ConnectionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns, once each, of grants on which the application cannot rely as it has declared. Thread-safe. */
final class GrantWarnings {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;

    @GuardedBy("this")
    private @Nullable Duration shortened;

    @GuardedBy("this")
    private boolean contradicted;

    GrantWarnings(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** Called with the grants of a session. */
    void opened(BrokerGrants grants) {
        Duration granted = grants.sessionExpiry();
        synchronized (this) {
            if (granted.compareTo(settings.sessionExpiry()) >= 0 || granted.equals(shortened)) {
                return;
            }
            shortened = granted;
        }
        log.warn(
                "{}: the broker keeps the session for {} s after the connection ends, not for the {} s that were requested;"
                        + " messages for {} are lost when it is offline for longer. Raise the broker's maximum session"
                        + " expiry, or request less with sessionExpiry(…)",
                settings,
                granted.toSeconds(),
                settings.sessionExpiry().toSeconds(),
                settings.clientId());
    }

    /** Called when a session that the broker calls new delivers messages of an earlier one. */
    void contradicted(String topic) {
        synchronized (this) {
            if (contradicted) {
                return;
            }
            contradicted = true;
        }
        log.warn(
                "{}: the broker said that it has no session of {}, but it delivers a message of one on {}. What the broker"
                        + " says about lost sessions cannot be relied on; messages with QoS 2 are sent with QoS 1 instead",
                settings,
                settings.clientId(),
                topic);
    }
}
