package dev.latido.testkit.internal.mosquitto;

import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.process.DeathWatch;
import dev.latido.testkit.internal.process.LogTail;
import dev.latido.testkit.internal.process.ReservedPort;
import dev.latido.testkit.internal.process.ShortProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of Mosquitto, from start to its end. */
final class MosquittoProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(2);
    private static final int POLL_MILLIS = 10;

    private final Process process;
    private final DeathWatch watch;
    private final Thread logReader;
    private final LogTail log;

    private MosquittoProcess(Process process, DeathWatch watch, LogTail log) {
        this.process = process;
        this.watch = watch;
        this.logReader = log.follow(process.getInputStream());
        this.log = log;
    }

    static MosquittoProcess start(Path program, MosquittoHome home, BrokerPorts ports, LogTail log) {
        MosquittoProcess started = launch(program, home, log);
        try {
            started.awaitListener(ports.plain());
            ports.optionalTls().ifPresent(started::awaitListener);
            return started;
        } catch (RuntimeException e) {
            started.kill();
            throw e;
        }
    }

    private static MosquittoProcess launch(Path program, MosquittoHome home, LogTail log) {
        try {
            Process process = new ProcessBuilder(
                            program.toString(), "-c", home.configuration().toString())
                    .redirectErrorStream(true)
                    .start();
            return new MosquittoProcess(
                    process, DeathWatch.over(process, home.directory().path()), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        }
    }

    private void awaitListener(ReservedPort port) {
        long start = System.nanoTime();
        while (!port.accepts()) {
            if (endsWithin(POLL_MILLIS)) {
                throw new IllegalStateException("Mosquitto did not start:\n" + endOfLog());
            }
            if (System.nanoTime() - start > TIMEOUT.toNanos()) {
                throw new IllegalStateException("Mosquitto did not start in " + TIMEOUT + ":\n" + log);
            }
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void signal(String name) {
        if (!process.supportsNormalTermination()) {
            throw new UnsupportedOperationException("this operating system cannot suspend a process");
        }
        ShortProgram.run("/bin/sh", "-c", "kill -" + name + " " + process.pid());
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops the process gracefully, so that it writes its store. A frozen process is resumed first. */
    @Override
    public void close() {
        process.destroy();
        if (process.isAlive() && process.supportsNormalTermination()) {
            ShortProgram.run("/bin/sh", "-c", "kill -CONT " + process.pid() + " || true");
        }
        awaitEnd();
    }

    private void awaitEnd() {
        boolean interrupted = Thread.interrupted();
        boolean inTime = endsWithin(TIMEOUT.toMillis());
        if (!inTime) {
            process.destroyForcibly();
        }
        watch.close();
        endOfLog();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!inTime) {
            throw new IllegalStateException("Mosquitto did not stop in " + TIMEOUT + " and was killed:\n" + log);
        }
    }

    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            watch.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Mosquitto; it was killed", e);
        }
    }

    /** Returns the log, complete if the process has ended. */
    private LogTail endOfLog() {
        try {
            logReader.join(LOG_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return log;
    }
}
