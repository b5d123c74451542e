package dev.latido.core.internal.session;

import dev.latido.core.Backoff;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionListener;
import dev.latido.core.Credentials;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.tls.TlsDeclaration;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a connection was built with; a snapshot of its builder. */
record ConnectionSettings(
        List<BrokerAddress> brokers,
        MqttVersion version,
        String clientId,
        @Nullable Supplier<Credentials> credentials,
        TlsDeclaration tls,
        @Nullable NetworkProxy proxy,
        @Nullable PresenceAnnouncements presence,
        Duration willDelay,
        int devices,
        Duration keepAlive,
        Duration sessionExpiry,
        int receiveMaximum,
        Backoff backoff,
        Duration connectTimeout,
        Duration closeTimeout,
        List<ConnectionListener> listeners) {

    static final long NO_EXPIRY_SECONDS = BrokerGrants.NEVER.toSeconds();

    /** An attempt that has not got its CONNACK by then is given up. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);

    /** The broker that is liked best. */
    BrokerAddress broker() {
        return brokers.get(0);
    }

    /** Whether the way to one of them is encrypted. */
    boolean encrypted() {
        return brokers.stream().anyMatch(BrokerAddress::encrypted);
    }

    /** Whether an attempt begins with code of the user, which may block. */
    boolean asksTheUser() {
        boolean asksForCredentials = credentials != null && !(credentials instanceof FixedCredentials);
        return asksForCredentials || (encrypted() && tls.asksTheUser());
    }

    @Nullable
    OutgoingPublish will() {
        return presence == null ? null : presence.will();
    }

    /** The same without will and announcement. */
    ConnectionSettings withoutPresence() {
        return new ConnectionSettings(
                brokers,
                version,
                clientId,
                credentials,
                tls,
                proxy,
                null,
                Duration.ZERO,
                devices,
                keepAlive,
                sessionExpiry,
                receiveMaximum,
                backoff,
                connectTimeout,
                closeTimeout,
                listeners);
    }

    /** The same with another receive maximum. */
    ConnectionSettings receiving(int messages) {
        return new ConnectionSettings(
                brokers,
                version,
                clientId,
                credentials,
                tls,
                proxy,
                presence,
                willDelay,
                devices,
                keepAlive,
                sessionExpiry,
                messages,
                backoff,
                connectTimeout,
                closeTimeout,
                listeners);
    }

    Duration attemptTimeout() {
        return connectTimeout.compareTo(LONGEST_ATTEMPT) < 0 ? connectTimeout : LONGEST_ATTEMPT;
    }

    @Override
    public String toString() {
        return clientId + " at " + broker() + (brokers.size() == 1 ? "" : " or " + brokers.subList(1, brokers.size()));
    }
}
