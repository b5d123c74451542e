package dev.latido.campaign.process;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Exchanges lines with the orchestrator; each is written at once. Log lines go to the standard error. */
final class Voice {

    private static final Duration STATUS_EVERY = Duration.ofMillis(200);

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    synchronized void say(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reports the counters five times per second, until the process ends. */
    void report(Supplier<String> counters) {
        daemon("status", () -> {
            while (true) {
                long heap =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                say(Lines.STATUS + "heap=" + heap + " " + counters.get());
                pause(STATUS_EVERY);
            }
        });
    }

    /** Reads commands until the orchestrator ends; then this process ends too. */
    void hear(Consumer<String> command) {
        daemon("commands", () -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith(Lines.CLOCK)) {
                        SteppedClock.wrongBy(Long.parseLong(line.substring(Lines.CLOCK.length())));
                    } else {
                        command.accept(line);
                    }
                }
            } catch (IOException e) {
                System.err.println("no more commands: " + e);
            }
            Runtime.getRuntime().halt(0);
        });
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
