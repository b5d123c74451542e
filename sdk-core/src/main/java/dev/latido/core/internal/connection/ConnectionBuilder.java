package dev.latido.core.internal.connection;

import dev.latido.core.Backoff;
import dev.latido.core.ConnectionListener;
import dev.latido.core.Credentials;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.PresenceFormat;
import dev.latido.core.Tls;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.tls.TlsDeclaration;
import dev.latido.topics.Topic;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects and checks the settings of a connection. Not thread-safe. */
public final class ConnectionBuilder implements MqttConnection.Builder {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private static final int LONGEST_CLIENT_ID = 128;
    private static final int LARGEST_UNSIGNED_SHORT = 65_535;
    private static final long LARGEST_EXPIRY = 4_294_967_294L;

    private final List<ConnectionListener> listeners = new ArrayList<>();
    private List<BrokerAddress> brokers = List.of();
    private MqttVersion version = MqttVersion.MQTT_5;
    private @Nullable String clientId;
    private @Nullable Supplier<Credentials> credentials;
    private @Nullable TlsDeclaration tls;
    private @Nullable NetworkProxy proxy;
    private @Nullable Topic presence;
    private PresenceFormat presenceFormat = PresenceFormat.TEXT;
    private Duration willDelay = MqttConnection.DEFAULT_WILL_DELAY;
    private @Nullable Integer devices;
    private @Nullable String withoutPresence;
    private @Nullable String insecure;
    private Duration keepAlive = MqttConnection.DEFAULT_KEEP_ALIVE;
    private @Nullable Duration sessionExpiry;
    private @Nullable Integer receiveMaximum;
    private Backoff backoff = Backoff.defaults();
    private Duration connectTimeout = MqttConnection.DEFAULT_CONNECT_TIMEOUT;
    private Duration closeTimeout = MqttConnection.DEFAULT_CLOSE_TIMEOUT;

    @Override
    public MqttConnection.Builder broker(String uri) {
        this.brokers = List.of(address(Objects.requireNonNull(uri, "uri must not be null")));
        return this;
    }

    @Override
    public MqttConnection.Builder broker(URI uri) {
        this.brokers = List.of(BrokerAddress.of(uri));
        return this;
    }

    @Override
    public MqttConnection.Builder brokers(String... uris) {
        Objects.requireNonNull(uris, "uris must not be null");
        if (uris.length == 0) {
            throw new IllegalArgumentException("uris must name at least one broker");
        }
        List<BrokerAddress> addresses = new ArrayList<>();
        for (String uri : uris) {
            Objects.requireNonNull(uri, "uris must not contain null");
            addresses.add(address(uri));
        }
        this.brokers = List.copyOf(addresses);
        return this;
    }

    private static BrokerAddress address(String uri) {
        try {
            return BrokerAddress.of(new URI(uri));
        } catch (URISyntaxException e) {
            // The exception repeats the whole string, which may contain a password, so it must not become the cause.
            throw BrokerAddress.notABroker(uri);
        }
    }

    @Override
    public MqttConnection.Builder version(MqttVersion version) {
        this.version = Objects.requireNonNull(version, "version must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder proxy(NetworkProxy proxy) {
        this.proxy = Objects.requireNonNull(proxy, "proxy must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder presenceFormat(PresenceFormat format) {
        this.presenceFormat = Objects.requireNonNull(format, "format must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder willDelay(Duration delay) {
        Objects.requireNonNull(delay, "delay must not be null");
        this.willDelay = delay.isZero() ? delay : Durations.wholeSeconds("delay", delay, LARGEST_EXPIRY);
        return this;
    }

    @Override
    public MqttConnection.Builder devices(int devices) {
        if (devices < 1) {
            throw new IllegalArgumentException("devices must be at least 1, was " + devices);
        }
        this.devices = devices;
        return this;
    }

    @Override
    public MqttConnection.Builder clientId(String clientId) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        if (clientId.isEmpty() || clientId.length() > LONGEST_CLIENT_ID) {
            throw new IllegalArgumentException(
                    "clientId must have 1 to " + LONGEST_CLIENT_ID + " characters, was '" + clientId + "'");
        }
        if (clientId.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c) || Character.isWhitespace(c))) {
            throw new IllegalArgumentException(
                    "clientId must not have white space or control characters, was '" + clientId + "'");
        }
        this.clientId = clientId;
        return this;
    }

    @Override
    public MqttConnection.Builder credentials(String username, char[] password) {
        this.credentials = new ConnectionSettings.FixedCredentials(Credentials.of(username, password));
        return this;
    }

    @Override
    public MqttConnection.Builder credentials(Supplier<Credentials> supplier) {
        this.credentials = Objects.requireNonNull(supplier, "supplier must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder tls(Tls tls) {
        Objects.requireNonNull(tls, "tls must not be null");
        if (!(tls instanceof TlsDeclaration declaration)) {
            throw new IllegalArgumentException("tls must come from a method of Tls, was a "
                    + tls.getClass().getName());
        }
        this.tls = declaration;
        return this;
    }

    @Override
    public MqttConnection.Builder presence(Topic topic) {
        this.presence = Objects.requireNonNull(topic, "topic must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder withoutPresence(String reason) {
        this.withoutPresence = reason(reason);
        return this;
    }

    @Override
    public MqttConnection.Builder insecure(String reason) {
        this.insecure = reason(reason);
        return this;
    }

    @Override
    public MqttConnection.Builder keepAlive(Duration keepAlive) {
        this.keepAlive = Durations.wholeSeconds("keepAlive", keepAlive, LARGEST_UNSIGNED_SHORT);
        return this;
    }

    @Override
    public MqttConnection.Builder sessionExpiry(Duration expiry) {
        this.sessionExpiry = Durations.wholeSeconds("expiry", expiry, LARGEST_EXPIRY);
        return this;
    }

    @Override
    public MqttConnection.Builder receiveMaximum(int messages) {
        if (messages < 1 || messages > LARGEST_UNSIGNED_SHORT) {
            throw new IllegalArgumentException("receiveMaximum must be 1 to 65535, was " + messages);
        }
        this.receiveMaximum = messages;
        return this;
    }

    @Override
    public MqttConnection.Builder backoff(Backoff backoff) {
        this.backoff = Objects.requireNonNull(backoff, "backoff must not be null");
        return this;
    }

    @Override
    public MqttConnection.Builder connectTimeout(Duration timeout) {
        this.connectTimeout = Durations.positive("timeout", timeout);
        return this;
    }

    @Override
    public MqttConnection.Builder closeTimeout(Duration timeout) {
        this.closeTimeout = Durations.positive("timeout", timeout);
        return this;
    }

    @Override
    public MqttConnection.Builder listener(ConnectionListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener must not be null"));
        return this;
    }

    @Override
    public MqttConnection connect() {
        ResilientConnection connection = new ResilientConnection(settings(), true);
        connection.start();
        connection.awaitFirstSession();
        return connection;
    }

    @Override
    public MqttConnection start() {
        ResilientConnection connection = new ResilientConnection(settings(), false);
        connection.start();
        return connection;
    }

    /** Returns a checked snapshot of the settings. */
    public ConnectionSettings settings() {
        if (brokers.isEmpty()) {
            throw new IllegalStateException("broker(\"mqtts://…\") is required");
        }
        String id = required(clientId, "clientId(…), stable and one per device,");
        checkVersion();
        ConnectionSettings settings = new ConnectionSettings(
                brokers,
                version,
                id,
                credentials,
                tls == null ? TlsDeclaration.SYSTEM : tls,
                proxy,
                presence(id),
                willDelay,
                devices == null ? MqttConnection.DEFAULT_DEVICES : devices,
                keepAlive,
                sessionExpiry == null ? MqttConnection.DEFAULT_SESSION_EXPIRY : sessionExpiry,
                receiveMaximum == null ? MqttConnection.DEFAULT_RECEIVE_MAXIMUM : receiveMaximum,
                backoff,
                connectTimeout,
                closeTimeout,
                List.copyOf(listeners));
        checkEncryption(settings);
        return settings;
    }

    private @Nullable PresenceAnnouncements presence(String id) {
        if (presence == null && withoutPresence == null) {
            throw new IllegalStateException("presence(topic) is required so that others can tell when " + id
                    + " is offline; to omit it deliberately, call withoutPresence(\"reason\")");
        }
        if (presence != null && withoutPresence != null) {
            throw new IllegalStateException(
                    "presence and withoutPresence contradict each other: call only one of them");
        }
        if (presence == null) {
            if (!willDelay.isZero()) {
                throw new IllegalStateException(
                        "willDelay has no effect without presence: call presence(topic), or leave willDelay out");
            }
            return null;
        }
        return new PresenceAnnouncements(
                presence, presenceFormat, UUID.randomUUID().toString());
    }

    /** Rejects settings that MQTT 3.1.1 cannot express. */
    private void checkVersion() {
        if (version == MqttVersion.MQTT_5) {
            return;
        }
        List<String> missing = new ArrayList<>();
        if (sessionExpiry != null) {
            missing.add("sessionExpiry");
        }
        if (receiveMaximum != null) {
            missing.add("receiveMaximum");
        }
        if (!willDelay.isZero()) {
            missing.add("willDelay");
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("MQTT 3.1.1 has no " + String.join(", no ", missing)
                    + ": leave them out, or use MqttVersion.MQTT_5");
        }
    }

    private void checkEncryption(ConnectionSettings settings) {
        if (tls != null && !settings.encrypted()) {
            throw new IllegalStateException("tls(...) and the plain " + settings.broker()
                    + " contradict each other: use mqtts://, or leave tls(...) out");
        }
        for (BrokerAddress broker : settings.brokers()) {
            if (!broker.encrypted() && !broker.isThisMachine()) {
                if (insecure == null) {
                    throw new IllegalStateException("plain " + broker.uri().getScheme() + " to "
                            + broker.uri().getHost()
                            + " would send passwords and data in the clear; use mqtts:// or wss://,"
                            + " or call insecure(\"reason\") deliberately");
                }
                log.warn("{} connects without encryption to {}: {}", settings.clientId(), broker, insecure);
            }
        }
    }

    private static <T> T required(@Nullable T value, String call) {
        if (value == null) {
            throw new IllegalStateException(call + " is required");
        }
        return value;
    }

    private static String reason(String reason) {
        Objects.requireNonNull(reason, "reason must not be null");
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason must say why, was blank");
        }
        return reason;
    }
}
