package dev.latido.core.internal.preflight;

import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.PreflightReport;
import dev.latido.core.PreflightReport.Line;
import dev.latido.core.PreflightReport.Outcome;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.core.internal.session.AttemptFailures;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.NetworkThreads;
import dev.latido.core.internal.tls.CertificateExpiryWatch;
import dev.latido.core.internal.tls.TlsMaterial;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of all checks, broker by broker. Runs on the thread of the caller. */
public final class PreflightRun {

    /** A clock with an earlier time has never been set: the SDK is younger. */
    private static final Instant YOUNGEST = Instant.parse("2026-01-01T00:00:00Z");

    /** With presence. */
    private final ConnectionSettings declared;

    private final ConnectionSettings settings;
    private final List<Topic> topics;
    private final List<TopicFilter> filters;
    private final Clock clock;
    private final List<Line> lines = new ArrayList<>();

    private PreflightRun(ConnectionSettings declared, List<Topic> topics, List<TopicFilter> filters, Clock clock) {
        this.declared = declared;
        this.settings = declared.withoutPresence();
        this.topics = topics;
        this.filters = filters;
        this.clock = clock;
    }

    /**
     * Checks a declaration.
     *
     * @throws IllegalArgumentException if the builder is not one of Latido's
     */
    public static PreflightReport of(
            MqttConnection.Builder declaration, List<Topic> topics, List<TopicFilter> filters) {
        return of(declaration, topics, filters, Clock.systemUTC());
    }

    static PreflightReport of(
            MqttConnection.Builder declaration, List<Topic> topics, List<TopicFilter> filters, Clock clock) {
        if (!(declaration instanceof ConnectionBuilder builder)) {
            throw new IllegalArgumentException("declaration must come from MqttConnection.builder(), was a "
                    + declaration.getClass().getName());
        }
        return new PreflightRun(builder.settings(), topics, filters, clock).run();
    }

    private PreflightReport run() {
        NetworkThreads.Hold threads = NetworkThreads.hold();
        try {
            settings.brokers().forEach(this::check);
        } finally {
            threads.close(settings.closeTimeout());
        }
        return new PreflightReport(lines);
    }

    private void check(BrokerAddress broker) {
        InetSocketAddress address = resolve(broker);
        if (address == null || !reach(broker, address)) {
            return;
        }
        AttemptSecurity security = prepare(broker);
        if (security == null) {
            return;
        }
        TlsMaterial tls = security.tls();
        if (tls != null && !(settings.proxy() == null ? shakeHands(broker, address, tls) : skipTls(broker))) {
            security.wipe();
            checkClock(List.of());
            return;
        }
        checkClock(tls == null ? List.of() : tls.brokerChain());
        try (PreflightSession session = new PreflightSession(settings, broker, security)) {
            checkSession(session);
        }
    }

    // --- the way there ---

    private @Nullable InetSocketAddress resolve(BrokerAddress broker) {
        NetworkProxy proxy = settings.proxy();
        String host = proxy == null ? broker.host() : proxy.host();
        int port = proxy == null ? broker.port() : proxy.port();
        String check = proxy == null ? "name " + host : "name of the proxy " + host;
        try {
            long start = System.nanoTime();
            InetAddress[] addresses = InetAddress.getAllByName(host);
            ok(
                    check,
                    Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", ")) + " in "
                            + millis(start));
            return new InetSocketAddress(addresses[0], port);
        } catch (UnknownHostException e) {
            problem(check, PreflightAdvice.of(AttemptFailures.unknownName(host)));
            return null;
        }
    }

    private boolean reach(BrokerAddress broker, InetSocketAddress address) {
        String check = (settings.proxy() == null ? "tcp " : "tcp to the proxy ")
                + address.getAddress().getHostAddress() + ":" + address.getPort();
        try (Socket socket = new Socket()) {
            long start = System.nanoTime();
            socket.connect(address, timeoutMillis());
            ok(check, "connected in " + millis(start));
            return true;
        } catch (SocketTimeoutException e) {
            problem(check, PreflightAdvice.of(AttemptFailures.noAnswer(timeoutMillis(), broker)));
        } catch (NoRouteToHostException e) {
            problem(check, PreflightAdvice.of(AttemptFailures.noRoute()));
        } catch (ConnectException e) {
            problem(
                    check,
                    PreflightAdvice.of(
                            settings.proxy() == null
                                    ? AttemptFailures.refused(address.getPort())
                                    : AttemptFailures.refusedByProxy(address.getPort())));
        } catch (IOException e) {
            problem(check, String.valueOf(e.getMessage()), "check this machine's network");
        }
        return false;
    }

    private @Nullable AttemptSecurity prepare(BrokerAddress broker) {
        try {
            return AttemptSecurity.read(settings, broker, clock);
        } catch (RuntimeException e) {
            problem("files and credentials", PreflightAdvice.preparing(e));
            return null;
        }
    }

    // --- TLS ---

    private boolean shakeHands(BrokerAddress broker, InetSocketAddress address, TlsMaterial tls) {
        String check = "tls " + broker;
        try {
            ok(check, TlsProbe.shakeHands(broker, address, tls, timeoutMillis()));
        } catch (IOException e) {
            problem(check, PreflightAdvice.shakingHands(tls.explain(broker.uri(), e)));
            return false;
        }
        for (X509Certificate certificate : tls.brokerChain()) {
            checkValidity("certificate " + certificate.getSubjectX500Principal(), certificate);
        }
        for (X509Certificate certificate : tls.ownChain()) {
            checkValidity("own certificate " + certificate.getSubjectX500Principal(), certificate);
        }
        return true;
    }

    private boolean skipTls(BrokerAddress broker) {
        skipped("tls " + broker, "not tested separately through a proxy; the session below includes it");
        return true;
    }

    private void checkValidity(String check, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = ChronoUnit.DAYS.between(clock.instant(), end);
        String finding = days + " days left, until " + end;
        if (Duration.between(clock.instant(), end).compareTo(CertificateExpiryWatch.notice(certificate)) < 0) {
            problem(check, finding, "renew it now; the next connection reads changed files");
        } else {
            ok(check, finding);
        }
    }

    /** MQTT does not transmit the time; the certificate of the broker only shows the earliest that it can be. */
    private void checkClock(List<X509Certificate> brokerChain) {
        String check = "clock";
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (now.isBefore(YOUNGEST)) {
            problem(
                    check,
                    now + " is in the past",
                    "set the clock, for example by NTP; message ids and certificates depend on it");
            return;
        }
        String issued = brokerChain.isEmpty()
                ? ""
                : ", not before the broker's certificate was issued ("
                        + brokerChain.get(0).getNotBefore().toInstant() + ")";
        skipped(check, now + issued + "; not compared with another clock: MQTT does not transmit the time");
    }

    // --- the session ---

    private void checkSession(PreflightSession session) {
        String check = "session as " + settings.clientId();
        BrokerGrants grants;
        try {
            grants = session.connect();
        } catch (SessionStepException e) {
            problem(check, PreflightAdvice.connecting(e, settings.clientId(), settings.version()));
            return;
        }
        ok(check, "granted: " + words(grants));
        lines.addAll(GrantRatings.of(declared, grants, session));
        filters.forEach(filter -> checkSubscription(filter, session));
        topics.forEach(topic -> checkPublishing(topic, session));
        filters.forEach(filter -> checkDelivery(filter, session));
        if (!grants.sessionPresent()) {
            lines.addAll(GrantRatings.afterwards(check, session));
        }
        session.takeBack(grants.sessionPresent() ? List.of() : filters);
    }

    private static String words(BrokerGrants grants) {
        boolean ever = grants.sessionExpiry().equals(BrokerGrants.NEVER);
        return (grants.sessionPresent() ? "an earlier session" : "a new session") + ", kept "
                + (ever
                        ? "as long as the broker decides"
                        : grants.sessionExpiry().toSeconds() + " s")
                + ", receive maximum " + grants.receiveMaximum()
                + ", packets up to " + grants.maximumPacketSize() + " bytes, QoS up to "
                + grants.maximumQos().level()
                + ", keep-alive " + grants.keepAlive().toSeconds() + " s";
    }

    /**
     * A PUBACK of MQTT 3.1.1 has no reason code, so that it proves no permission: the broker may have dropped the
     * message.
     */
    private void checkPublishing(Topic topic, PreflightSession session) {
        String check = "publish " + topic;
        try {
            session.publish(topic);
        } catch (SessionStepException e) {
            problem(check, PreflightAdvice.using(e, permission("write to this topic"), isOld()));
            return;
        }
        boolean comesBack = filters.stream().anyMatch(filter -> filter.matches(topic) && session.isSubscribed(filter));
        if (!isOld()) {
            ok(check, "acknowledged");
        } else if (comesBack && session.awaitArrival(List.of(topic))) {
            ok(check, "acknowledged, and the test message came back");
        } else {
            skipped(
                    check,
                    "acknowledged, but MQTT 3.1.1 brokers also acknowledge messages that they drop; subscribe to the"
                            + " topic as well to see whether it is delivered");
        }
    }

    private boolean isOld() {
        return settings.version() == MqttVersion.MQTT_3_1_1;
    }

    private void checkSubscription(TopicFilter filter, PreflightSession session) {
        String check = "subscribe " + filter;
        try {
            session.subscribe(filter);
            ok(check, "granted");
        } catch (SessionStepException e) {
            problem(check, PreflightAdvice.using(e, permission("read topics of this filter"), isOld()));
        }
    }

    private void checkDelivery(TopicFilter filter, PreflightSession session) {
        String check = "delivery to " + filter;
        List<Topic> sent = topics.stream()
                .filter(filter::matches)
                .filter(session::isPublished)
                .toList();
        if (!session.isSubscribed(filter)) {
            return;
        }
        if (sent.isEmpty()) {
            skipped(
                    check,
                    "no test message matches this filter; a broker may grant a subscription and still not deliver");
        } else if (session.awaitArrival(sent)) {
            ok(check, "the test message came back");
        } else {
            problem(
                    check,
                    "granted, but the test message did not come back within " + timeoutMillis() + " ms",
                    "the broker grants subscriptions but does not deliver what its ACL forbids: "
                            + permission("read topics of this filter"));
        }
    }

    private String permission(String toDo) {
        return "give " + settings.clientId() + " permission to " + toDo;
    }

    private int timeoutMillis() {
        return Math.toIntExact(settings.attemptTimeout().toMillis());
    }

    private static String millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms";
    }

    private void ok(String check, String finding) {
        lines.add(new Line(check, Outcome.OK, finding, ""));
    }

    private void skipped(String check, String finding) {
        lines.add(new Line(check, Outcome.SKIPPED, finding, ""));
    }

    private void problem(String check, PreflightAdvice advice) {
        problem(check, advice.finding(), advice.advice());
    }

    private void problem(String check, @Nullable String finding, String advice) {
        lines.add(new Line(check, Outcome.PROBLEM, String.valueOf(finding), advice));
    }
}
