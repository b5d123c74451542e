package dev.latido.testkit.database.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The process of a server and the processes that it has started. */
record Family(List<ProcessHandle> processes) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);

    static Family of(ProcessHandle server) {
        return new Family(Stream.concat(Stream.of(server), server.descendants()).toList());
    }

    /** Kills all processes and returns when they have ended. */
    void kill() {
        processes.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** Returns when all processes have ended. Kills those that take too long. */
    void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = Thread.interrupted();
        while (processes.stream().anyMatch(Family::isRunning)) {
            if (System.nanoTime() - deadline > 0) {
                processes.forEach(ProcessHandle::destroyForcibly);
                break;
            }
            LockSupport.parkNanos(POLL.toNanos());
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns whether a process is running. A process that has ended stays listed until its parent collects it, which
     * process 1 of a container may never do; such a zombie counts as ended. The JVM collects its own children: until
     * then, other threads of the child may still be ending and hold its port.
     */
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && (isChild(process) || !isZombie(process));
    }

    private static boolean isChild(ProcessHandle process) {
        return process.parent().filter(ProcessHandle.current()::equals).isPresent();
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return status.startsWith(" Z", status.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }
}
