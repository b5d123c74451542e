package dev.latido.core.internal.session;

import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.tls.TlsMaterial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words why an attempt failed before the broker's CONNACK, and what to do. */
public final class AttemptFailures {

    /**
     * A problem in words.
     *
     * @param problem what happened
     * @param advice what to do about it
     */
    public record Reason(String problem, String advice) {}

    /** How the client words an HTTP status, of a proxy or of a WebSocket's server. */
    private static final Pattern STATUS = Pattern.compile("(?:getStatus|status): (?<status>(?<code>\\d{3})[^,]*)");

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PROXY_AUTHENTICATION = 407;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int HTTPS = 443;

    private final ConnectionSettings settings;
    private final BrokerAddress broker;
    private final @Nullable TlsMaterial tls;
    private final Throwable cause;
    private final FirstBytes first;

    private AttemptFailures(
            ConnectionSettings settings,
            BrokerAddress broker,
            @Nullable TlsMaterial tls,
            Throwable cause,
            FirstBytes first) {
        this.settings = settings;
        this.broker = broker;
        this.tls = tls;
        this.cause = cause;
        this.first = first;
    }

    /** Explains a failure before CONNACK; an answer of the broker and an error are returned as they are. */
    static Throwable explain(
            ConnectionSettings settings,
            BrokerAddress broker,
            @Nullable TlsMaterial tls,
            Throwable cause,
            FirstBytes first) {
        boolean isAnswer = cause instanceof BrokerAnswerException answer && answer.packet() == Packet.CONNACK;
        if (isAnswer || Failures.find(cause, LinkageError.class) != null) {
            return cause;
        }
        return new AttemptFailures(settings, broker, tls, cause, first).explained();
    }

    // --- words that a preflight shares ---

    /** Returns the reason if a name has no address. */
    public static Reason unknownName(String host) {
        return new Reason(
                "the name " + host + " cannot be resolved",
                "check the spelling and this machine's network and DNS, or use an IP address");
    }

    /** Returns the reason if nothing listens on a port. */
    public static Reason refused(int port) {
        return new Reason("connection refused", "check that the broker is running and listens on port " + port);
    }

    /** Returns the reason if no proxy listens on a port. */
    public static Reason refusedByProxy(int port) {
        return new Reason("connection refused", "check that the proxy is running and listens on port " + port);
    }

    /** Returns the reason if the network does not answer. */
    public static Reason noAnswer(long millis, Object target) {
        return new Reason(
                "no answer from the network within " + millis + " ms",
                "a firewall may be dropping the packets: allow outgoing TCP to " + target);
    }

    /** Returns the reason if the network knows no way. */
    public static Reason noRoute() {
        return new Reason("no route to this address", "check this machine's network, gateway and firewall");
    }

    /** Returns the reason if the connection is open but CONNECT is not answered. */
    public static Reason noConnAck(long millis) {
        return new Reason(
                "no CONNACK within " + millis + " ms",
                "the connection is open but CONNECT is not answered: check that this is an MQTT listener, that a port"
                        + " for TLS is used with mqtts:// or wss://, and that the broker is not overloaded");
    }

    // --- which reason ---

    private Throwable explained() {
        NetworkProxy proxy = settings.proxy();
        String proxied = messageOf("ProxyConnectException");
        if (proxy != null && proxied != null) {
            return ofProxy(proxy, proxied);
        }
        String foreign = proxy == null ? foreignProtocol() : null;
        if (foreign != null && !(broker.webSocket() && first.isHttp())) {
            return ofForeign(foreign);
        }
        String handshake = messageOf("WebSocketHandshakeException");
        if (handshake != null) {
            return ofWebSocket(handshake);
        }
        Throwable secured = tls == null ? cause : tls.explain(broker.uri(), cause);
        return secured instanceof AttemptFailedException ? secured : ofNetwork(proxy);
    }

    /** TLS is foreign only where it is not expected. */
    private @Nullable String foreignProtocol() {
        String foreign = first.foreignProtocol();
        return tls != null && FirstBytes.TLS.equals(foreign) ? null : foreign;
    }

    private Throwable ofForeign(String foreign) {
        boolean beforeTls = tls != null && messageOf("NotSslRecordException") != null;
        String expected = beforeTls ? "TLS" : broker.webSocket() ? "HTTP" : "MQTT";
        String advice;
        if (broker.webSocket() && tls != null) {
            advice = "use the port of the broker's listener for WebSocket over TLS";
        } else if (foreign.equals(FirstBytes.TLS)) {
            advice = "use " + (broker.webSocket() ? "wss://" : "mqtts://") + " for this port";
        } else if (!beforeTls && tls != null && broker.port() == HTTPS) {
            advice = TlsMaterial.WITHOUT_ALPN;
        } else {
            advice = beforeTls
                    ? "use the port of the broker's TLS listener, usually 8883"
                    : broker.webSocket()
                            ? "use the port of the broker's WebSocket listener"
                            : "use the port of the broker's MQTT listener, usually 1883 or 8883, or ws:// or wss:// if it"
                                    + " offers MQTT over WebSocket here";
        }
        return permanent(
                (tls == null ? "" : "TLS: ") + "this port answers with " + foreign + ", not with " + expected, advice);
    }

    private Throwable ofNetwork(@Nullable NetworkProxy proxy) {
        String target = proxy == null ? broker.toString() : "the " + proxy;
        int port = proxy == null ? broker.port() : proxy.port();
        String message = String.valueOf(cause.getMessage());
        if (Failures.find(cause, UnknownHostException.class) != null
                || messageOf("UnresolvedAddressException") != null) {
            return temporary(unknownName(proxy == null ? broker.host() : proxy.host()), proxy);
        }
        if (messageOf("ConnectTimeoutException") != null) {
            return temporary(noAnswer(attemptMillis(), target), proxy);
        }
        if (Failures.find(cause, NoRouteToHostException.class) != null || message.contains("unreachable")) {
            return temporary(noRoute(), proxy);
        }
        if (Failures.find(cause, ConnectException.class) != null) {
            return temporary(proxy == null ? refused(port) : refusedByProxy(port), proxy);
        }
        if (message.contains("Timeout while waiting for CONNACK")) {
            return temporary(noConnAck(attemptMillis()), null);
        }
        if (messageOf("MqttDecodeException") != null) {
            return malformed();
        }
        SocketException network = Failures.find(cause, SocketException.class);
        boolean closed = Failures.find(cause, ConnectionEndedException.class) != null;
        return closed || network != null ? ofClosed(network) : cause;
    }

    private Throwable ofClosed(@Nullable SocketException network) {
        String how = network == null ? "closed" : "ended (" + network.getMessage() + ")";
        String version = settings.version() == MqttVersion.MQTT_5
                ? "may not support MQTT 5 (try version(MqttVersion.MQTT_3_1_1))"
                : "may not support MQTT 3.1.1";
        return temporary(
                new Reason(
                        "the connection was " + how + " before the broker answered CONNECT",
                        "if port " + broker.port() + " is for TLS, use mqtts://. Otherwise, see the broker's log: it "
                                + version + ", or may require a user name or another client id"),
                null);
    }

    private Throwable malformed() {
        String detail = Failures.inWords(cause).replaceFirst("^Exception while decoding \\w+: ", "");
        boolean ofVersion4 = settings.version() == MqttVersion.MQTT_5 && first.isShortConnAck();
        return ofVersion4
                ? permanent(
                        "the broker answers in MQTT 3.1.1, not in MQTT 5",
                        "use version(MqttVersion.MQTT_3_1_1), or enable MQTT 5 on the broker")
                : permanent(
                        "the answer to CONNECT is not valid MQTT (" + detail + ")",
                        "check that this port is the broker's MQTT listener");
    }

    // --- HTTP ---

    private Throwable ofWebSocket(String message) {
        Matcher status = STATUS.matcher(message);
        String path = "/" + broker.path();
        if (!status.find()) {
            String problem = message.contains("timed out")
                    ? "the WebSocket handshake was not answered within " + attemptMillis() + " ms"
                    : message.contains("closed")
                            ? "the connection was closed during the WebSocket handshake"
                            : "the WebSocket handshake failed (" + message + ")";
            return temporary(
                    new Reason(
                            problem,
                            "check that port " + broker.port() + " is the broker's WebSocket listener"
                                    + (tls == null ? ", and that it does not expect TLS (wss://)" : "")),
                    null);
        }
        int code = Integer.parseInt(status.group("code"));
        String problem = "the WebSocket handshake was answered with HTTP " + status.group("status");
        return switch (code) {
            case UNAUTHORIZED ->
                permanent(
                        problem,
                        "the server wants credentials already in HTTP: put its token into the URI's query if the"
                                + " provider says so, or use a listener that checks those of CONNECT");
            case FORBIDDEN ->
                permanent(
                        problem,
                        "check the path " + path + " and whether the server allows this client's address and token");
            case NOT_FOUND ->
                permanent(
                        problem,
                        "there is no WebSocket at the path " + path + ": correct the path in broker(\"ws…\"), usually"
                                + " /mqtt");
            default ->
                isTemporary(code)
                        ? temporary(
                                new Reason(
                                        problem,
                                        "the server or the broker behind it is not available at the moment: see the"
                                                + " server's log"),
                                null)
                        : permanent(
                                problem,
                                code >= OK && code < FORBIDDEN && code / 100 == 3
                                        ? "the server redirects to another address: put the final address into"
                                                + " broker(\"ws…\")"
                                        : "check that port " + broker.port() + " and path " + path
                                                + " are those of the broker's WebSocket listener");
        };
    }

    private Throwable ofProxy(NetworkProxy proxy, String message) {
        Matcher status = STATUS.matcher(message);
        String target = broker.host() + ":" + broker.port();
        boolean known = proxy.username().isPresent();
        if (status.find()) {
            int code = Integer.parseInt(status.group("code"));
            String problem = "the " + proxy + " answered with HTTP " + status.group("status");
            if (code == PROXY_AUTHENTICATION) {
                return permanent(
                        problem,
                        known
                                ? "check the proxy's user name and password"
                                : "the proxy requires a user name and password: NetworkProxy.http(…).credentials(…)");
            }
            return isTemporary(code)
                    ? temporary(
                            new Reason(problem, "the proxy cannot reach " + target + " at the moment: see its log"),
                            null)
                    : permanent(problem, "the proxy must allow CONNECT to " + target);
        }
        if (message.contains("authMethod") || message.contains("authStatus")) {
            return permanent(
                    "the " + proxy + " does not let this client log in",
                    known
                            ? "check the proxy's user name and password, and that it is a SOCKS 5 proxy"
                            : "it may require a user name and password: NetworkProxy.socks5(…).credentials(…). Check"
                                    + " also that it is a SOCKS 5 proxy");
        }
        if (message.contains("FORBIDDEN")) {
            return permanent("the " + proxy + " forbids " + target, "the proxy must allow connections to " + target);
        }
        String how = message.contains("timeout")
                ? " does not answer within " + attemptMillis() + " ms"
                : message.contains("status: ")
                        ? " cannot reach " + target + " (" + message.substring(message.indexOf("status: ") + 8) + ")"
                        : " closed the connection";
        return temporary(
                new Reason(
                        "the " + proxy + how,
                        "see the proxy's log, and check its protocol, its credentials and whether it allows " + target),
                null);
    }

    private static boolean isTemporary(int code) {
        return code >= SERVER_ERROR || code == TOO_MANY_REQUESTS || code == REQUEST_TIMEOUT;
    }

    // --- exceptions ---

    private Throwable permanent(String problem, String advice) {
        return new AttemptFailedException(broker.uri(), problem, advice, true, cause);
    }

    private Throwable temporary(Reason reason, @Nullable NetworkProxy proxy) {
        String problem = proxy == null ? reason.problem() : "the " + proxy + ": " + reason.problem();
        return new AttemptFailedException(broker.uri(), problem, reason.advice(), false, cause);
    }

    private long attemptMillis() {
        return settings.attemptTimeout().toMillis();
    }

    /** Returns the message of an exception in the chain whose class is optional or not visible, or null. */
    private @Nullable String messageOf(String simpleName) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            for (Class<?> type = t.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getSimpleName().equals(simpleName)) {
                    return String.valueOf(t.getMessage());
                }
            }
        }
        return null;
    }
}
