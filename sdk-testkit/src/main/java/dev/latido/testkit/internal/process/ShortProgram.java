package dev.latido.testkit.internal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs a short program to its end. */
public final class ShortProgram {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ShortProgram() {}

    /** Runs a program and throws an exception unless it ends successfully and in time. */
    public static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command[0] + " did not end in " + TIMEOUT);
            }
            if (process.exitValue() != 0) {
                String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
                throw new IllegalStateException(command[0] + " failed with " + process.exitValue() + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command[0] + " ran", e);
        }
    }
}
