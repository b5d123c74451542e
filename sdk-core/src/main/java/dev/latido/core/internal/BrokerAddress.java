package dev.latido.core.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The address of a broker: a checked URI and its parts. */
public record BrokerAddress(URI uri) {

    private static final Map<String, Integer> PORTS = Map.of("mqtt", 1883, "mqtts", 8883, "ws", 80, "wss", 443);

    /** Schemes of other clients and of browsers. */
    private static final Map<String, String> OTHER_SCHEMES = Map.of(
            "tcp", "mqtt",
            "mqtt+tcp", "mqtt",
            "ssl", "mqtts",
            "tls", "mqtts",
            "mqtt+ssl", "mqtts",
            "mqtt+tls", "mqtts",
            "http", "ws",
            "https", "wss");

    private static final int LARGEST_PORT = 65_535;

    /** The path of WebSockets if the URI has none (the convention of HiveMQ, EMQX and AWS). */
    private static final String DEFAULT_PATH = "/mqtt";

    public static BrokerAddress of(URI uri) {
        Objects.requireNonNull(uri, "uri must not be null");
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!PORTS.containsKey(scheme) || uri.getHost() == null) {
            throw notABroker(uri.toString());
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "broker must not contain credentials, which would appear in logs; use credentials(username,"
                            + " password)");
        }
        if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException("broker's port must be 1 to 65535, was " + uri.getPort());
        }
        boolean hasPath = uri.getRawPath() != null && uri.getRawPath().length() > 1;
        if (!scheme.startsWith("ws") && (hasPath || uri.getRawQuery() != null)) {
            throw new IllegalArgumentException(
                    "broker must have no path (" + uri.getRawPath() + ") unless it is ws:// or wss://");
        }
        return new BrokerAddress(
                URI.create(scheme + uri.toString().substring(uri.getScheme().length())));
    }

    public static IllegalArgumentException notABroker(String uri) {
        String shown = withoutSecrets(uri);
        return new IllegalArgumentException("broker must be mqtts://host[:port], mqtt://host[:port],"
                + " wss://host[:port][/path] or ws://host[:port][/path], was " + shown + advice(shown));
    }

    /** Returns what is most likely wrong with the string, which must not contain secrets. */
    private static String advice(String uri) {
        if (uri.chars().anyMatch(Character::isWhitespace)) {
            return "; remove the blank";
        }
        int end = uri.indexOf("://");
        if (end < 0) {
            String scheme = uri.endsWith(":1883") ? "mqtt" : "mqtts";
            return "; put a scheme before it: " + scheme + "://" + uri.replaceFirst("^\\w+:/*(?=[^0-9/])", "");
        }
        String scheme = uri.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = uri.substring(end + 3);
        String right = OTHER_SCHEMES.get(scheme);
        if (right != null) {
            return "; write " + right + "://" + rest;
        }
        if (!PORTS.containsKey(scheme)) {
            return "";
        }
        String authority = rest.substring(rest.lastIndexOf('@') + 1).replaceFirst("[/?].*", "");
        if (authority.isEmpty()) {
            return "; the host is missing";
        }
        if (authority.indexOf('_') >= 0) {
            return "; a host name must not contain '_' (RFC 1123), and a certificate cannot be issued for it: use"
                    + " another name of the host, or its IP address";
        }
        if (authority.chars().anyMatch(c -> c > 0x7F)) {
            return "; write the host name in ASCII (its form that begins with xn--)";
        }
        if (authority.indexOf(':') != authority.lastIndexOf(':') && !authority.startsWith("[")) {
            return "; put the IPv6 address into brackets: " + scheme + "://[" + authority + "]";
        }
        return authority.matches(".*:[^:]*[^0-9].*") ? "; the port must be a number" : "; check the host name";
    }

    /**
     * Removes user info and query. This works on the string, because {@link URI} finds no user info in some invalid
     * URIs, such as one with '_' in its host.
     */
    private static String withoutSecrets(String text) {
        int query = text.indexOf('?');
        String uri = query < 0 ? text : text.substring(0, query) + "?***";
        int at = uri.lastIndexOf('@');
        int scheme = uri.indexOf("://");
        if (at < 0) {
            return uri;
        }
        return (scheme >= 0 && scheme < at ? uri.substring(0, scheme + 3) : "") + "***" + uri.substring(at);
    }

    public boolean encrypted() {
        return uri.getScheme().endsWith("s") && !uri.getScheme().equals("ws");
    }

    public boolean webSocket() {
        return uri.getScheme().startsWith("ws");
    }

    /** Returns the host name or address; an IPv6 address without brackets. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        return uri.getPort() >= 0 ? uri.getPort() : Objects.requireNonNull(PORTS.get(uri.getScheme()));
    }

    /** Returns the path without its leading slash, as the client expects it. */
    public String path() {
        String path = uri.getRawPath();
        return (path == null || path.length() < 2 ? DEFAULT_PATH : path).substring(1);
    }

    public String query() {
        return Objects.toString(uri.getRawQuery(), "");
    }

    /** Returns whether the host is a loopback address or {@code localhost}; other names are not looked up. */
    public boolean isThisMachine() {
        String host = host();
        if ("localhost".equalsIgnoreCase(host)) {
            return true;
        }
        boolean literal = host.contains(":") || host.matches("[0-9.]+");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Leaves out path and query, which may contain a token. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getHost() + ":" + port();
    }
}
