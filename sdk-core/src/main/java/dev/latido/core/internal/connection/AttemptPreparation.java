package dev.latido.core.internal.connection;

import dev.latido.core.PemException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.threads.SdkThreads;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gets ready what each attempt shows and trusts. Suppliers of the user run on threads of their own, where they may block. */
final class AttemptPreparation {

    private final ConnectionSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean asking = new AtomicBoolean();

    AttemptPreparation(ConnectionSettings settings, Clock clock, ScheduledExecutorService timer) {
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * Reads the files and asks the suppliers.
     *
     * @return completes on the calling thread if there is nothing to ask the user; exceptionally if a file cannot serve,
     *     a supplier throws or does not return in the time of an attempt
     */
    CompletableFuture<AttemptSecurity> prepare(BrokerAddress broker) {
        if (!settings.asksTheUser()) {
            try {
                return CompletableFuture.completedFuture(AttemptSecurity.read(settings, broker, clock));
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        if (!asking.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(notReturned(broker));
        }
        CompletableFuture<AttemptSecurity> ready = new CompletableFuture<>();
        Future<?> asked = SdkThreads.forUserCode().submit(() -> ask(broker, ready));
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

    private void ask(BrokerAddress broker, CompletableFuture<AttemptSecurity> ready) {
        AttemptSecurity security;
        try {
            security = AttemptSecurity.read(settings, broker, clock);
        } catch (Throwable e) {
            // Whatever the user's code throws, an Error too: the attempt has failed, and the next one asks again.
            asking.set(false);
            ready.completeExceptionally(e instanceof PemException ? e : failed(broker, e));
            return;
        }
        asking.set(false);
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
                        + settings.attemptTimeout().toMillis() + " ms; have it answer sooner, or throw",
                null);
    }
}
