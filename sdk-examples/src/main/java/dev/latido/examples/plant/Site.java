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
 * Where the plant's clients connect: the broker, and the proxy that makes trouble before it. The clients speak TLS in
 * either case unless the user's own broker does not.
 */
final class Site implements AutoCloseable {

    /** The plant loses connections on purpose, many in a minute: it comes back sooner than a fleet would. */
    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(50), Duration.ofSeconds(1));

    /** A run leaves nothing on the user's broker for longer than this. */
    private static final Duration SESSION_EXPIRY = Duration.ofHours(1);

    /** The user's own broker, and how to get in. */
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

    /** Starts a broker that lets in whoever knows the password of its own client id. */
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

    /** Puts the proxy before a broker that runs already. */
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

    /** A client whose way leads through the trouble. */
    MqttConnection.Builder troubled(String clientId) {
        MqttConnection.Builder builder = client(clientId).broker(proxy.uri());
        return proxy.uri().startsWith("mqtts:") ? builder.tls(Tls.trusting(developmentCa)) : builder;
    }

    /** A client that talks to the broker itself. */
    MqttConnection.Builder untroubled(String clientId) {
        MqttConnection.Builder builder = client(clientId);
        if (broker != null) {
            return builder.broker(broker.tlsUri()).tls(Tls.trusting(developmentCa));
        }
        if (external == null) {
            throw new IllegalStateException("a site has either broker");
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
            throw new IllegalStateException("the Java runtime cannot make an in-memory trust store", e);
        }
    }

    /** Trusts what is in the store, or what the Java runtime trusts when it is empty. */
    private static SSLContext trusting(KeyStore store) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store.size() == 0 ? null : store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime cannot speak TLS", e);
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
