package dev.latido.core.internal.connection;

import dev.latido.core.PemException;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.PreparationFailedException;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.threads.SdkThreads;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads credentials and TLS material before each attempt. Suppliers of the user run on dedicated threads, where they
 * may block. Thread-safe.
 */
final class AttemptPreparation {

    private final ConnectionSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean calling = new AtomicBoolean();

    AttemptPreparation(ConnectionSettings settings, Clock clock, ScheduledExecutorService timer) {
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * Reads the files and calls the suppliers.
     *
     * @return completes on the calling thread if there is no supplier; exceptionally if a file is unusable, a supplier
     *     throws, or a supplier does not return within the time of an attempt
     */
    CompletableFuture<AttemptSecurity> prepare(BrokerAddress broker) {
        if (!settings.asksTheUser()) {
            try {
                return CompletableFuture.completedFuture(AttemptSecurity.read(settings, broker, clock));
            } catch (RuntimeException | Error e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        if (!calling.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(notReturned(broker));
        }
        CompletableFuture<AttemptSecurity> ready = new CompletableFuture<>();
        Future<?> asked = SdkThreads.forUserCode().submit(() -> callSuppliers(broker, ready));
        Future<?> timeout = timer.schedule(
                () -> {
                    if (ready.completeExceptionally(notReturned(broker))) {
                        asked.cancel(true);
                    }
                },
                settings.attemptTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
        ready.whenComplete((security, failure) -> timeout.cancel(false));
        return ready;
    }

    private void callSuppliers(BrokerAddress broker, CompletableFuture<AttemptSecurity> ready) {
        AttemptSecurity security;
        try {
            security = AttemptSecurity.read(settings, broker, clock);
        } catch (Throwable e) {
            // Also an Error of the user's code must fail the attempt only: the next attempt calls the supplier again.
            calling.set(false);
            ready.completeExceptionally(e instanceof PemException ? e : failed(broker, e));
            return;
        }
        calling.set(false);
        if (!ready.complete(security)) {
            security.wipe();
        }
    }

    private PreparationFailedException failed(BrokerAddress broker, Throwable cause) {
        return new PreparationFailedException(
                broker.uri(),
                "the supplier of credentials or of a file's password failed: " + Failures.inWords(cause),
                cause);
    }

    private PreparationFailedException notReturned(BrokerAddress broker) {
        return new PreparationFailedException(
                broker.uri(),
                "the supplier of credentials or of a file's password has not returned within "
                        + settings.attemptTimeout().toMillis() + " ms; it must return sooner, or throw",
                null);
    }
}
