package dev.latido.core.internal.publish;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that only the SDK completes. Callers can wait for it and add dependents. Their calls to complete or cancel
 * it have no effect and return false; timeouts apply to a copy. Thread-safe.
 */
class SdkFuture<T> extends CompletableFuture<T> {

    /** Completes the future. */
    void settle(@Nullable T value) {
        super.complete(value);
    }

    /** Completes the future exceptionally. */
    void fail(Throwable reason) {
        super.completeExceptionally(reason);
    }

    @Override
    public boolean complete(@Nullable T value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable reason) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public void obtrudeValue(@Nullable T value) {
        throw new UnsupportedOperationException("only the SDK completes it");
    }

    @Override
    public void obtrudeException(Throwable reason) {
        throw new UnsupportedOperationException("only the SDK completes it");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        return this;
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(@Nullable T value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }

    /** Returns an ordinary future: dependents belong to the caller, who may complete them. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
