package dev.latido.examples.plant;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the plant's clients: the broker, and the fault-injecting proxy in front of it. The clients use TLS,
 * unless the user's own broker does not.
 */
final class Site implements AutoCloseable {

    /** The proxy cuts many connections per minute, so clients reconnect sooner than those of a fleet. */
    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(50), Duration.ofSeconds(1));

    /** The time after which the user's broker deletes the sessions of a run. */
    private static final Duration SESSION_EXPIRY = Duration.ofHours(1);

    /** The user's own broker and its credentials. */
    record External(URI uri, @Nullable Path ca, @Nullable String username, char @Nullable [] password) {

        boolean encrypted() {
            return "mqtts".equals(uri.getScheme());
        }

        int port() {
            if (uri.getPort() >= 0) {
                return uri.getPort();
            }
            return encrypted() ? 8883 : 1883;
        }
    }

    private final @Nullable External external;
    private final @Nullable EmbeddedBroker broker;
    private final FaultProxy proxy;
    private final Path developmentCa;
    private final Map<String, String> passwords;

    private Site(
            @Nullable External external,
            @Nullable EmbeddedBroker broker,
            FaultProxy proxy,
            Path developmentCa,
            Map<String, String> passwords) {
        this.external = external;
        this.broker = broker;
        this.proxy = proxy;
        this.developmentCa = developmentCa;
        this.passwords = passwords;
    }

    /** Starts a broker that accepts clients with the password of their client id. */
    static Site embedded(long seed, Path directory) {
        DevelopmentCa ca = DevelopmentCa.create();
        Map<String, String> passwords = new ConcurrentHashMap<>();
        EmbeddedBroker broker = EmbeddedBroker.builder()
                .tls(ca)
                .authenticator((clientId, username, password) ->
                        clientId.equals(username) && password != null && password.equals(passwords.get(clientId)))
                .start();
        FaultProxy proxy = FaultProxy.toTls(broker, ca).seed(seed).start();
        return new Site(null, broker, proxy, ca.writeCertificate(directory), passwords);
    }

    /** Puts the proxy in front of a running broker. */
    static Site external(External external, long seed, Path directory) {
        DevelopmentCa ca = DevelopmentCa.create();
        FaultProxy.Builder builder =
                FaultProxy.to(external.uri().getHost(), external.port()).seed(seed);
        if (external.encrypted()) {
            builder = builder.serverTls(ca).targetTls(trusting(trustStore(external)));
        }
        return new Site(external, null, builder.start(), ca.writeCertificate(directory), new ConcurrentHashMap<>());
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** Returns a client that connects through the proxy. */
    MqttConnection.Builder troubled(String clientId) {
        MqttConnection.Builder builder = client(clientId).broker(proxy.uri());
        return proxy.uri().startsWith("mqtts:") ? builder.tls(Tls.trusting(developmentCa)) : builder;
    }

    /** Returns a client that connects to the broker directly. */
    MqttConnection.Builder untroubled(String clientId) {
        MqttConnection.Builder builder = client(clientId);
        if (broker != null) {
            return builder.broker(broker.tlsUri()).tls(Tls.trusting(developmentCa));
        }
        if (external == null) {
            throw new IllegalStateException("a site has an embedded or an external broker");
        }
        builder.broker(external.uri());
        if (external.ca() != null) {
            builder.tls(Tls.trusting(external.ca()));
        }
        return external.encrypted() ? builder : builder.insecure("the user named this broker with --broker");
    }

    private MqttConnection.Builder client(String clientId) {
        MqttConnection.Builder builder = MqttConnection.builder()
                .clientId(clientId)
                .backoff(BACKOFF)
                .sessionExpiry(SESSION_EXPIRY)
                .connectTimeout(Duration.ofSeconds(10));
        if (external == null) {
            String password =
                    passwords.computeIfAbsent(clientId, id -> UUID.randomUUID().toString());
            return builder.credentials(clientId, password.toCharArray());
        }
        String username = external.username();
        char[] password = external.password();
        return username != null && password != null ? builder.credentials(username, password) : builder;
    }

    private static KeyStore trustStore(External external) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            if (external.ca() == null) {
                return store;
            }
            int number = 0;
            for (var authority : Tls.trusting(external.ca()).authorities()) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            return store;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("the Java runtime cannot create an in-memory trust store", e);
        }
    }

    /** Trusts the authorities in the store, or those that the Java runtime trusts if it is empty. */
    private static SSLContext trusting(KeyStore store) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store.size() == 0 ? null : store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime does not support TLS", e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        if (broker != null) {
            broker.close();
        }
    }
}
