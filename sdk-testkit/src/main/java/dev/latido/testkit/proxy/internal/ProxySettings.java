package dev.latido.testkit.proxy.internal;

import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a proxy.
 *
 * @param target the broker
 * @param port 0 for any
 * @param seed the seed of random choices
 * @param maxPacketSize bytes
 * @param clock for the log
 * @param serverTls towards clients, null for plain
 * @param targetTls towards the broker, null for plain
 */
record ProxySettings(
        Target target,
        int port,
        long seed,
        int maxPacketSize,
        Clock clock,
        @Nullable SSLContext serverTls,
        @Nullable SSLContext targetTls) {

    record Target(String host, int port) {}
}
