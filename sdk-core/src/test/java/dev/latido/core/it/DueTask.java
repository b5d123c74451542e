package dev.latido.core.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A future of virtual time: ordered by when it is due, then by its submission, and never waited for. */
abstract class DueTask<V extends @Nullable Object> extends FutureTask<V> implements RunnableScheduledFuture<V> {

    Duration due = Duration.ZERO;
    long submission;

    DueTask(Callable<V> callable) {
        super(callable);
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            throw new IllegalStateException("the task has not run: let time pass with advance(), nothing waits for it");
        }
        return super.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            throw new TimeoutException("the task has not run: let time pass with advance(), nothing waits for it");
        }
        return super.get();
    }

    @Override
    public int compareTo(Delayed other) {
        DueTask<?> task = (DueTask<?>) other;
        int byTime = due.compareTo(task.due);
        return byTime != 0 ? byTime : Long.compare(submission, task.submission);
    }
}
