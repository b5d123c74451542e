package dev.latido.testkit.internal.broker;

import dev.latido.testkit.internal.process.ReservedPort;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ports of one broker, its own until it is closed. */
record BrokerPorts(ReservedPort plain, @Nullable ReservedPort encrypted) implements AutoCloseable {

    static BrokerPorts reserve(boolean tls) {
        return new BrokerPorts(ReservedPort.free(), tls ? ReservedPort.free() : null);
    }

    int tls() {
        if (encrypted == null) {
            throw new IllegalStateException("the broker has no TLS listener: make it with tls(DevelopmentCa)");
        }
        return encrypted.number();
    }

    Optional<ReservedPort> optionalTls() {
        return Optional.ofNullable(encrypted);
    }

    /** Brokers differ in what they do about a port that is taken; one starts without it and only logs it. */
    void requireFree() {
        requireFree(plain);
        optionalTls().ifPresent(BrokerPorts::requireFree);
    }

    /** For what is made after the ports and fails. */
    <T> T orRelease(Supplier<T> next) {
        try {
            return next.get();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        plain.close();
        optionalTls().ifPresent(ReservedPort::close);
    }

    private static void requireFree(ReservedPort port) {
        if (!port.isFree()) {
            throw new IllegalStateException("port " + port.number() + " has been taken by another process");
        }
    }
}
