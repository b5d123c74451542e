package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.FaultProxy;
import java.time.Clock;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a proxy. */
public final class ProxyBuilder implements FaultProxy.Builder {

    private final ProxySettings.Target target;
    private long seed = FaultProxy.DEFAULT_SEED;
    private int port;
    private int maxPacketSize = FaultProxy.DEFAULT_MAX_PACKET_SIZE;
    private Clock clock = Clock.systemUTC();
    private @Nullable SSLContext serverTls;
    private @Nullable SSLContext targetTls;

    /**
     * Creates a builder with the defaults.
     *
     * @param host of the broker
     * @param port of the broker
     */
    public ProxyBuilder(String host, int port) {
        this.target = target(host, port);
    }

    static ProxySettings.Target target(String host, int port) {
        Objects.requireNonNull(host, "host must not be null");
        return new ProxySettings.Target(host, checkPort(port));
    }

    @Override
    public FaultProxy.Builder seed(long value) {
        seed = value;
        return this;
    }

    @Override
    public FaultProxy.Builder tls(SSLContext server, SSLContext targetContext) {
        return serverTls(server).targetTls(targetContext);
    }

    @Override
    public FaultProxy.Builder serverTls(SSLContext server) {
        serverTls = Objects.requireNonNull(server, "server must not be null");
        return this;
    }

    @Override
    public FaultProxy.Builder targetTls(SSLContext targetContext) {
        targetTls = Objects.requireNonNull(targetContext, "target must not be null");
        return this;
    }

    @Override
    public FaultProxy.Builder port(int value) {
        port = checkPort(value);
        return this;
    }

    @Override
    public FaultProxy.Builder maxPacketSize(int bytes) {
        if (bytes < 2) {
            throw new IllegalArgumentException("maxPacketSize must be at least 2: " + bytes);
        }
        maxPacketSize = bytes;
        return this;
    }

    @Override
    public FaultProxy.Builder clock(Clock value) {
        clock = Objects.requireNonNull(value, "clock must not be null");
        return this;
    }

    @Override
    public FaultProxy start() {
        ProxyServer server =
                new ProxyServer(new ProxySettings(target, port, seed, maxPacketSize, clock, serverTls, targetTls));
        server.listen();
        return server;
    }

    private static int checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535: " + port);
        }
        return port;
    }
}
