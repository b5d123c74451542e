package dev.latido.core.internal.session;

import io.reactivex.Scheduler;
import io.reactivex.disposables.Disposable;
import io.reactivex.functions.Function;
import io.reactivex.plugins.RxJavaPlugins;
import io.reactivex.schedulers.Schedulers;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedulers of RxJava, with which the MQTT client hands over what comes from the broker. RxJava starts threads
 * when its class {@link Schedulers} is loaded, which the client causes and never uses. These threads do not end, so a
 * container could not unload the application. Here they start when the application uses them itself. Nothing changes
 * if the application has loaded the class before.
 */
final class RxSchedulers {

    private static final Logger log = LoggerFactory.getLogger(RxSchedulers.class);

    static {
        loadWithoutThreads();
    }

    private RxSchedulers() {}

    /** Returns a scheduler on the given executor. */
    static Scheduler on(Executor executor) {
        return Schedulers.from(executor);
    }

    private static void loadWithoutThreads() {
        if (RxJavaPlugins.isLockdown()) {
            return;
        }
        var single = RxJavaPlugins.getInitSingleSchedulerHandler();
        var computation = RxJavaPlugins.getInitComputationSchedulerHandler();
        var io = RxJavaPlugins.getInitIoSchedulerHandler();
        try {
            RxJavaPlugins.setInitSingleSchedulerHandler(lazyUnless(single));
            RxJavaPlugins.setInitComputationSchedulerHandler(lazyUnless(computation));
            RxJavaPlugins.setInitIoSchedulerHandler(lazyUnless(io));
            log.trace("RxJava is loaded with {}", Schedulers.io());
        } catch (IllegalStateException e) {
            log.debug("RxJava starts its threads, because its settings have been locked", e);
        } finally {
            restore(single, computation, io);
        }
    }

    private static void restore(
            @Nullable Function<? super Callable<Scheduler>, ? extends Scheduler> single,
            @Nullable Function<? super Callable<Scheduler>, ? extends Scheduler> computation,
            @Nullable Function<? super Callable<Scheduler>, ? extends Scheduler> io) {
        if (!RxJavaPlugins.isLockdown()) {
            RxJavaPlugins.setInitSingleSchedulerHandler(single);
            RxJavaPlugins.setInitComputationSchedulerHandler(computation);
            RxJavaPlugins.setInitIoSchedulerHandler(io);
        }
    }

    private static Function<? super Callable<Scheduler>, ? extends Scheduler> lazyUnless(
            @Nullable Function<? super Callable<Scheduler>, ? extends Scheduler> chosenByTheApplication) {
        return chosenByTheApplication == null ? Lazy::new : chosenByTheApplication;
    }

    /** One of RxJava's schedulers, created when it is first used. Thread-safe. */
    private static final class Lazy extends Scheduler {

        private final Callable<Scheduler> source;
        private @Nullable Scheduler real;

        Lazy(Callable<Scheduler> source) {
            this.source = source;
        }

        private synchronized Scheduler real() {
            Scheduler made = real;
            if (made == null) {
                try {
                    made = source.call();
                } catch (Exception e) {
                    throw new IllegalStateException("RxJava cannot create a scheduler", e);
                }
                real = made;
            }
            return made;
        }

        @Override
        public Worker createWorker() {
            return real().createWorker();
        }

        @Override
        public void start() {
            real().start();
        }

        @Override
        public void shutdown() {
            real().shutdown();
        }

        @Override
        public Disposable scheduleDirect(Runnable task) {
            return real().scheduleDirect(task);
        }

        @Override
        public Disposable scheduleDirect(Runnable task, long delay, TimeUnit unit) {
            return real().scheduleDirect(task, delay, unit);
        }

        @Override
        public Disposable schedulePeriodicallyDirect(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return real().schedulePeriodicallyDirect(task, initialDelay, period, unit);
        }
    }
}
