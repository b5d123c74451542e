package dev.latido.testkit.internal.broker;

import dev.latido.testkit.internal.process.ReservedPort;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ports of one broker, reserved until it is closed. */
public record BrokerPorts(ReservedPort plain, @Nullable ReservedPort encrypted) implements AutoCloseable {

    public static BrokerPorts reserve(boolean tls) {
        return new BrokerPorts(ReservedPort.free(), tls ? ReservedPort.free() : null);
    }

    public int tls() {
        if (encrypted == null) {
            throw new IllegalStateException("the broker has no TLS listener: add tls(DevelopmentCa) to its builder");
        }
        return encrypted.number();
    }

    public Optional<ReservedPort> optionalTls() {
        return Optional.ofNullable(encrypted);
    }

    /**
     * Checks that the ports are free. Brokers treat a port that is taken differently; one starts without it and only
     * logs the problem.
     */
    void requireFree() {
        requireFree(plain);
        optionalTls().ifPresent(BrokerPorts::requireFree);
    }

    /** Runs the next step of a construction and releases the ports if it fails. */
    public <T> T orRelease(Supplier<T> next) {
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
