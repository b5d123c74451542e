package dev.latido.testkit.internal.broker;

import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.ExternalBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker that runs already: the addresses of its listeners and nothing else. */
public final class RunningBroker implements ExternalBroker {

    private static final String PLAIN = "mqtt";
    private static final String TLS = "mqtts";
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int CONNECT_MILLIS = 1_000;

    private final @Nullable InetSocketAddress plain;
    private final @Nullable InetSocketAddress tls;
    private final @Nullable BrokerUser user;

    private RunningBroker(
            @Nullable InetSocketAddress plain, @Nullable InetSocketAddress tls, @Nullable BrokerUser user) {
        this.plain = plain;
        this.tls = tls;
        this.user = user;
    }

    /** Returns a broker with one or two listeners. */
    public static RunningBroker of(List<String> listeners, @Nullable BrokerUser user) {
        InetSocketAddress plain = null;
        InetSocketAddress tls = null;
        for (String listener : listeners) {
            URI uri = URI.create(listener);
            String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
            if (scheme.equals(PLAIN) && plain == null) {
                plain = address(uri, PLAIN_PORT);
            } else if (scheme.equals(TLS) && tls == null) {
                tls = address(uri, TLS_PORT);
            } else {
                throw new IllegalArgumentException("listeners are mqtt://host, mqtts://host or one of each: " + uri);
            }
        }
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("listeners must name at least one URI");
        }
        return new RunningBroker(plain, tls, user);
    }

    private static InetSocketAddress address(URI uri, int defaultPort) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("a listener needs a host: " + uri);
        }
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort());
    }

    @Override
    public String host() {
        return plain().getHostString();
    }

    @Override
    public int port() {
        return plain().getPort();
    }

    @Override
    public String tlsUri() {
        return TLS + "://" + encrypted().getHostString() + ":" + encrypted().getPort();
    }

    @Override
    public int tlsPort() {
        return encrypted().getPort();
    }

    @Override
    public Optional<BrokerUser> observer() {
        return Optional.ofNullable(user);
    }

    @Override
    public boolean isRunning() {
        InetSocketAddress address = plain == null ? encrypted() : plain;
        try {
            return Stream.of(InetAddress.getAllByName(address.getHostString()))
                    .anyMatch(host -> accepts(new InetSocketAddress(host, address.getPort())));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void start() {
        throw notOurs("started");
    }

    @Override
    public void stop() {
        throw notOurs("stopped");
    }

    @Override
    public void restart() {
        throw notOurs("restarted");
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "ExternalBroker[" + (plain == null ? "" : uri())
                + (plain == null || tls == null ? "" : ", ")
                + (tls == null ? "" : tlsUri()) + "]";
    }

    private InetSocketAddress plain() {
        if (plain == null) {
            throw new IllegalStateException("the broker has no plain listener: it was given as mqtts:// only");
        }
        return plain;
    }

    private InetSocketAddress encrypted() {
        if (tls == null) {
            throw new IllegalStateException("the broker has no TLS listener: it was given as mqtt:// only");
        }
        return tls;
    }

    private UnsupportedOperationException notOurs(String what) {
        return new UnsupportedOperationException(this + " is not run by the test kit and cannot be " + what
                + "; use EmbeddedBroker or MosquittoBroker for tests that do that");
    }
}
