package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.FaultProxy;

/** The delay and bandwidth of one direction, for all connections. Thread-safe. */
final class LinkConditions {

    private volatile long delayNanos;
    private volatile long bytesPerSecond = FaultProxy.UNLIMITED;

    long delayNanos() {
        return delayNanos;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    void delayNanos(long nanos) {
        delayNanos = nanos;
    }

    void bytesPerSecond(long limit) {
        bytesPerSecond = limit;
    }

    void clear() {
        delayNanos = 0;
        bytesPerSecond = FaultProxy.UNLIMITED;
    }
}
