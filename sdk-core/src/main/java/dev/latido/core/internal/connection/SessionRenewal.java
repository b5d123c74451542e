package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the session of a connection by one with the files and credentials of now. They are read first: if that
 * fails, the session stays. Thread-safe.
 */
final class SessionRenewal {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private final SessionKeeper keeper;
    private final AttemptPreparation preparation;

    /** Completes the futures, whose stages are the user's and must not run with a lock held. */
    private final Executor threads;

    @GuardedBy("this")
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

    SessionRenewal(
            ConnectionSettings settings, SessionKeeper keeper, AttemptPreparation preparation, Executor threads) {
        this.settings = settings;
        this.keeper = keeper;
        this.preparation = preparation;
        this.threads = threads;
    }

    /**
     * Begins to replace the session. Without one, makes the next attempt at once.
     *
     * @return completes with the next session, exceptionally if reading or the next attempt fails
     */
    CompletableFuture<Void> begin() {
        CompletableFuture<Void> renewed = new CompletableFuture<>();
        BrokerSession present = keeper.session();
        if (present == null) {
            addAndAttempt(renewed);
            return renewed;
        }
        BrokerAddress broker = present.broker();
        preparation.prepare(broker).whenComplete((security, failure) -> {
            if (security != null) {
                replace(broker, security, renewed);
                return;
            }
            log.warn("{}: the session is not renewed, and goes on: {}", settings, Failures.inWords(failure));
            threads.execute(() -> renewed.completeExceptionally(failure));
        });
        return renewed;
    }

    private void replace(BrokerAddress broker, AttemptSecurity security, CompletableFuture<Void> renewed) {
        BrokerSession old = keeper.takeLeave();
        if (old == null) {
            security.wipe();
            addAndAttempt(renewed);
            return;
        }
        add(renewed);
        boolean unused = failedByClose();
        // The broker must have read DISCONNECT before the next CONNECT: otherwise it would publish the Last Will.
        old.disconnect().whenComplete((done, alreadyGone) -> keeper.attempts().beginWith(broker, security));
    }

    /** Completes the future with the next session, or with the one that has opened meanwhile, or with the close. */
    private void addAndAttempt(CompletableFuture<Void> renewed) {
        add(renewed);
        if (!failedByClose()) {
            if (keeper.session() != null) {
                succeeded();
            } else {
                keeper.attemptNow();
            }
        }
    }

    /** Fails what waits if the connection is closing: the close may have looked before it was added. */
    private boolean failedByClose() {
        boolean closing = keeper.isClosing();
        if (closing) {
            failed(new IllegalStateException(settings + " is closed"));
        }
        return closing;
    }

    private synchronized void add(CompletableFuture<Void> renewed) {
        waiting.add(renewed);
    }

    /** Takes note of a session. */
    void succeeded() {
        complete(renewed -> renewed.complete(null));
    }

    /** Takes note of a failed attempt, or of the end of the connection. */
    void failed(Throwable cause) {
        complete(renewed -> renewed.completeExceptionally(cause));
    }

    private synchronized void complete(Consumer<CompletableFuture<Void>> outcome) {
        if (waiting.isEmpty()) {
            return;
        }
        List<CompletableFuture<Void>> taken = List.copyOf(waiting);
        waiting.clear();
        threads.execute(() -> taken.forEach(outcome));
    }
}
