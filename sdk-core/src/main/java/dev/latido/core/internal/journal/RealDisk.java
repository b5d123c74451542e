package dev.latido.core.internal.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of the file system. Thread-safe. */
final class RealDisk implements Disk {

    private final Path directory;

    RealDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public Path path() {
        return directory;
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        FileChannel out = FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        try {
            return new RealFile(new RandomAccessFile(directory.resolve(name).toFile(), "r"), out);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new RealFile(new RandomAccessFile(directory.resolve(name).toFile(), "r"), null);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void copy(String from, String to) throws IOException {
        Files.copy(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void force() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            // Windows cannot open a directory, and does not need this call.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /**
     * Reads use a {@link RandomAccessFile}: an interrupt of a thread that calls {@code next()} would close a channel
     * for all threads. The monitor guards its file position. Writes come from the committer's thread, which is never
     * interrupted.
     */
    private static final class RealFile implements DiskFile {

        private final RandomAccessFile in;
        private final @Nullable FileChannel out;

        RealFile(RandomAccessFile in, @Nullable FileChannel out) {
            this.in = in;
            this.out = out;
        }

        private FileChannel out() throws IOException {
            if (out == null) {
                throw new IOException("the file is open for reading only");
            }
            return out;
        }

        @Override
        public long size() throws IOException {
            return in.length();
        }

        @Override
        public synchronized int read(long position, byte[] target, int from, int length) throws IOException {
            in.seek(position);
            int read = 0;
            while (read < length) {
                int more = in.read(target, from + read, length - read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return read;
        }

        @Override
        public void write(long position, byte[] data, int from, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(data, from, length);
            long at = position;
            while (bytes.hasRemaining()) {
                at += out().write(bytes, at);
            }
        }

        @Override
        public void force() throws IOException {
            out().force(false);
        }

        @Override
        public void close() throws IOException {
            try (in) {
                if (out != null) {
                    out.close();
                }
            }
        }
    }
}
