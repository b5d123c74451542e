package dev.latido.core.internal.session;

import dev.latido.core.Backoff;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionListener;
import dev.latido.core.Credentials;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.tls.TlsDeclaration;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a connection: an immutable snapshot of its builder. */
public record ConnectionSettings(
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

    /** Credentials that are the same for every attempt, so that no code of the user is called. */
    public record FixedCredentials(Credentials get) implements Supplier<Credentials> {}

    static final long NO_EXPIRY_SECONDS = BrokerGrants.NEVER.toSeconds();

    /** The longest time from the start of an attempt to its CONNACK. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);

    /** Returns the preferred broker. */
    public BrokerAddress broker() {
        return brokers.get(0);
    }

    /** Returns whether at least one broker is reached with TLS. */
    public boolean encrypted() {
        return brokers.stream().anyMatch(BrokerAddress::encrypted);
    }

    /** Returns whether an attempt calls a supplier of the user, which may block. */
    public boolean asksTheUser() {
        boolean asksForCredentials = credentials != null && !(credentials instanceof FixedCredentials);
        return asksForCredentials || (encrypted() && tls.asksTheUser());
    }

    @Nullable
    OutgoingPublish will() {
        return presence == null || !presence.willed() ? null : presence.will();
    }

    /** Returns a copy without Last Will and presence. */
    public ConnectionSettings withoutPresence() {
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

    /** Returns a copy with another receive maximum. */
    public ConnectionSettings receiving(int messages) {
        return with(presence, messages);
    }

    /** Returns a copy that keeps presence, but has no Last Will. */
    public ConnectionSettings withoutWill() {
        return with(presence == null ? null : presence.withoutWill(), receiveMaximum);
    }

    private ConnectionSettings with(@Nullable PresenceAnnouncements announcements, int messages) {
        return new ConnectionSettings(
                brokers,
                version,
                clientId,
                credentials,
                tls,
                proxy,
                announcements,
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

    /** Returns the time of an attempt. It ends before {@code connect()} does, which can then say why. */
    public Duration attemptTimeout() {
        Duration part = connectTimeout.multipliedBy(9).dividedBy(10);
        return part.compareTo(LONGEST_ATTEMPT) < 0 ? part : LONGEST_ATTEMPT;
    }

    @Override
    public String toString() {
        return clientId + " at " + broker() + (brokers.size() == 1 ? "" : " or " + brokers.subList(1, brokers.size()));
    }
}
