package dev.latido.core.internal.journal;

import dev.latido.core.OutboxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a directory for one outbox of one process, by a lock on the file {@code lock}. The operating system releases
 * the lock when the process ends, even by a crash. The file itself stays; it contains the process id of its owner.
 * Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String NAME = "lock";

    /**
     * The directories of this JVM. A second attempt must not open the lock file: by POSIX, closing it would release the
     * lock of the first outbox.
     */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Locks an existing directory. */
    static DirectoryLock of(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!TAKEN.add(real)) {
            throw new OutboxException(
                    "the outbox directory " + directory
                            + " is in use by another outbox of this process; close it first, "
                            + "or give each publisher its own directory",
                    null);
        }
        try {
            return new DirectoryLock(real, lock(directory));
        } catch (IOException | RuntimeException e) {
            TAKEN.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new OutboxException(
                        "the outbox directory " + directory + " is in use by another process" + owner(file)
                                + "; stop it, or give each process its own directory",
                        null);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process holds the lock through another class loader.
            return null;
        }
    }

    private static String owner(Path file) {
        try {
            String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return pid.isEmpty() ? "" : ", " + pid;
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            TAKEN.remove(directory);
        }
    }
}
