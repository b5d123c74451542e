package dev.latido.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between the device and the broker, as plants and offices have them.
 *
 * <pre>{@code
 * NetworkProxy proxy = NetworkProxy.http("proxy.acme.example", 3128).credentials("gw-a72f", password);
 * }</pre>
 *
 * <p>If the broker's URI is {@code mqtts} or {@code wss}, the proxy sees the encrypted stream only; otherwise it can
 * read everything. The proxy looks up the broker's name. Immutable and thread-safe.
 */
public final class NetworkProxy {

    /** Protocol of a proxy. */
    public enum Protocol {
        /** HTTP with the method CONNECT (RFC 9110, section 9.3.6). */
        HTTP,
        /** SOCKS version 5 (RFC 1928). */
        SOCKS_5
    }

    private static final int LARGEST_PORT = 65_535;

    private final Protocol protocol;
    private final String host;
    private final int port;
    private final @Nullable String username;
    private final char[] password;

    private NetworkProxy(Protocol protocol, String host, int port, @Nullable String username, char[] password) {
        this.protocol = protocol;
        this.host = host;
        this.port = port;
        this.username = username;
        this.password = password;
    }

    /**
     * Creates an HTTP proxy, which must allow CONNECT to the broker's port.
     *
     * @param host its name or address
     * @param port 1 to 65,535
     * @return the proxy, without credentials
     * @throws IllegalArgumentException if the host is blank or the port out of range
     */
    public static NetworkProxy http(String host, int port) {
        return of(Protocol.HTTP, host, port);
    }

    /**
     * Creates a SOCKS 5 proxy.
     *
     * @param host its name or address
     * @param port 1 to 65,535
     * @return the proxy, without credentials
     * @throws IllegalArgumentException if the host is blank or the port out of range
     */
    public static NetworkProxy socks5(String host, int port) {
        return of(Protocol.SOCKS_5, host, port);
    }

    private static NetworkProxy of(Protocol protocol, String host, int port) {
        Objects.requireNonNull(host, "host must not be null");
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be blank");
        }
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
        }
        return new NetworkProxy(protocol, host, port, null, new char[0]);
    }

    /**
     * Returns the same proxy with a user name and password.
     *
     * @param username the user name
     * @param password the password; copied, so the caller may wipe its array
     * @return the new proxy
     */
    public NetworkProxy credentials(String username, char[] password) {
        Objects.requireNonNull(username, "username must not be null");
        Objects.requireNonNull(password, "password must not be null");
        return new NetworkProxy(protocol, host, port, username, password.clone());
    }

    /**
     * Returns the protocol.
     *
     * @return the protocol
     */
    public Protocol protocol() {
        return protocol;
    }

    /**
     * Returns the host.
     *
     * @return its name or address
     */
    public String host() {
        return host;
    }

    /**
     * Returns the port.
     *
     * @return 1 to 65,535
     */
    public int port() {
        return port;
    }

    /**
     * Returns the user name.
     *
     * @return the user name, empty if there are no credentials
     */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /**
     * Returns the password.
     *
     * @return a copy, empty if there are no credentials
     */
    public char[] password() {
        return password.clone();
    }

    /**
     * Returns protocol, host and port, without credentials.
     *
     * @return for example {@code HTTP proxy proxy.acme.example:3128}
     */
    @Override
    public String toString() {
        return (protocol == Protocol.HTTP ? "HTTP" : "SOCKS 5") + " proxy " + host + ":" + port;
    }
}
