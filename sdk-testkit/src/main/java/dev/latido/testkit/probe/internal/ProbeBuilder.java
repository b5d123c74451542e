package dev.latido.testkit.probe.internal;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a probe. */
public final class ProbeBuilder implements MqttProbe.Builder {

    private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts");

    private final URI broker;
    private List<TopicPattern> filters = List.of();
    private String clientId = "probe-" + UUID.randomUUID();
    private @Nullable String username;
    private char @Nullable [] password;
    private @Nullable SSLContext sslContext;
    private Function<? super ProbedMessage, String> key = RecordedMessage::idOrText;
    private boolean includingRetained;
    private int limit = MqttProbe.DEFAULT_LIMIT;

    /** Creates a builder for a probe on this broker. */
    public ProbeBuilder(String uri) {
        broker = URI.create(Objects.requireNonNull(uri, "uri must not be null"));
        if (!SCHEMES.contains(Objects.toString(broker.getScheme(), ""))
                || broker.getHost() == null
                || broker.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "uri must be mqtt://host[:port] or mqtts://host[:port], without credentials");
        }
    }

    @Override
    public MqttProbe.Builder filters(String... filters) {
        Objects.requireNonNull(filters, "filters must not be null");
        if (filters.length == 0) {
            throw new IllegalArgumentException("filters must name at least one; use # for all");
        }
        List<TopicPattern> patterns = new ArrayList<>();
        for (String filter : filters) {
            TopicPattern pattern = TopicPattern.of(filter);
            for (TopicPattern other : patterns) {
                if (pattern.overlaps(other)) {
                    throw new IllegalArgumentException(
                            "filters must not overlap, a broker may then deliver twice: " + other + " and " + pattern);
                }
            }
            patterns.add(pattern);
        }
        this.filters = List.copyOf(patterns);
        return this;
    }

    @Override
    public MqttProbe.Builder credentials(String username, char[] password) {
        this.username = Objects.requireNonNull(username, "username must not be null");
        this.password =
                Objects.requireNonNull(password, "password must not be null").clone();
        return this;
    }

    @Override
    public MqttProbe.Builder trusting(DevelopmentCa ca) {
        Objects.requireNonNull(ca, "ca must not be null");
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.trustStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return sslContext(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot create an SSL context", e);
        }
    }

    @Override
    public MqttProbe.Builder sslContext(SSLContext context) {
        this.sslContext = Objects.requireNonNull(context, "context must not be null");
        return this;
    }

    @Override
    public MqttProbe.Builder clientId(String clientId) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        if (clientId.isEmpty()) {
            throw new IllegalArgumentException("clientId must not be empty");
        }
        this.clientId = clientId;
        return this;
    }

    @Override
    public MqttProbe.Builder key(Function<? super ProbedMessage, String> key) {
        this.key = Objects.requireNonNull(key, "key must not be null");
        return this;
    }

    @Override
    public MqttProbe.Builder includingRetained() {
        this.includingRetained = true;
        return this;
    }

    @Override
    public MqttProbe.Builder limit(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("messages must be 1 or more, was " + messages);
        }
        this.limit = messages;
        return this;
    }

    @Override
    public MqttProbe start() {
        if (filters.isEmpty()) {
            throw new IllegalStateException("filters(…) is required; use # for all");
        }
        return ObservingProbe.start(new ProbeSettings(
                broker, clientId, filters, username, password, sslContext, key, includingRetained, limit));
    }
}
