package dev.latido.testkit.internal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends a process that would outlive this JVM. If there is a shell, the shell watches from outside: it reads from a
 * pipe, which breaks even when the JVM is killed. Otherwise a shutdown hook is used.
 */
public final class DeathWatch implements AutoCloseable {

    private static final Path SHELL = Path.of("/bin/sh");

    /** The shell reads a line if the process has ended normally, and the end of the pipe if the JVM has died. */
    private static final String SCRIPT = "trap '' INT HUP TERM; read -r line || { kill -KILL \"$1\"; rm -rf \"$2\"; }";

    private final Runnable end;

    private DeathWatch(Runnable end) {
        this.end = end;
    }

    public static DeathWatch over(Process process, Path directory) {
        return Files.isExecutable(SHELL) ? shell(process, directory) : hook(process);
    }

    private static DeathWatch shell(Process process, Path directory) {
        try {
            Process shell = new ProcessBuilder(
                            SHELL.toString(),
                            "-c",
                            SCRIPT,
                            "latido-death-watch",
                            Long.toString(process.pid()),
                            directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new DeathWatch(() -> dismiss(shell));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + SHELL, e);
        }
    }

    private static void dismiss(Process shell) {
        try {
            shell.getOutputStream().write("\n".getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().close();
        } catch (IOException e) {
            shell.destroyForcibly();
        }
    }

    private static DeathWatch hook(Process process) {
        Thread hook = new Thread(process::destroyForcibly, "latido-death-watch");
        Runtime.getRuntime().addShutdownHook(hook);
        return new DeathWatch(() -> remove(hook));
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, so the hook runs; the process has ended already.
        }
    }

    /** Must be called when the process has ended. */
    @Override
    public void close() {
        end.run();
    }
}
