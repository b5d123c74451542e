package dev.latido.core.internal.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory with a page cache in front of it, that fills up, fails to be forced and loses its power. A copy of it
 * as it is after a crash can be taken at any moment, while others go on writing.
 */
final class SimulatedDisk implements Disk {

    private static final int SECTOR = 64;

    private final Map<String, Inode> names = new TreeMap<>();
    private Map<String, Inode> durableNames = new TreeMap<>();
    private final List<Map<String, Inode>> unforcedNames = new ArrayList<>();
    private long capacity = Long.MAX_VALUE;
    private boolean forcesFail;
    private boolean writesFail;
    private boolean readsFail;

    /** What is cached of a file, and which sectors of it were not forced yet. */
    private static final class Inode {

        private byte[] cached = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();

        Inode copy() {
            Inode copy = new Inode();
            copy.cached = cached.clone();
            copy.durable = durable.clone();
            copy.dirty.or(dirty);
            return copy;
        }

        /** Some dirty sectors reached the disk, others did not. */
        Inode afterPowerLoss(Random random) {
            Inode left = new Inode();
            int size = durable.length + random.nextInt(Math.max(1, cached.length - durable.length + 1));
            left.durable = Arrays.copyOf(durable, size);
            for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
                int from = sector * SECTOR;
                if (from < size && random.nextBoolean()) {
                    System.arraycopy(cached, from, left.durable, from, Math.min(SECTOR, size - from));
                }
            }
            left.cached = left.durable.clone();
            return left;
        }
    }

    // --- faults ---

    synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    synchronized void forcesFail(boolean fail) {
        forcesFail = fail;
    }

    synchronized void writesFail(boolean fail) {
        writesFail = fail;
    }

    synchronized void readsFail(boolean fail) {
        readsFail = fail;
    }

    /** What another process finds when this one was killed. */
    synchronized SimulatedDisk afterKill() {
        SimulatedDisk disk = new SimulatedDisk();
        names.forEach((name, inode) -> disk.names.put(name, inode.copy()));
        disk.durableNames = new TreeMap<>(disk.names);
        return disk;
    }

    /** What another process finds when the power failed. */
    synchronized SimulatedDisk afterPowerLoss(Random random) {
        SimulatedDisk disk = new SimulatedDisk();
        int reached = random.nextInt(unforcedNames.size() + 1);
        Map<String, Inode> found = reached == 0 ? durableNames : unforcedNames.get(reached - 1);
        found.forEach((name, inode) -> disk.names.put(name, inode.afterPowerLoss(random)));
        disk.durableNames = new TreeMap<>(disk.names);
        return disk;
    }

    synchronized long used() {
        return names.values().stream().mapToLong(inode -> inode.cached.length).sum();
    }

    synchronized byte[] content(String name) {
        return inode(name).cached.clone();
    }

    synchronized SimulatedDisk with(String name, byte[] content) {
        SimulatedDisk disk = afterKill();
        Inode inode = new Inode();
        inode.cached = content.clone();
        inode.durable = content.clone();
        disk.names.put(name, inode);
        return disk;
    }

    // --- the disk ---

    @Override
    public Path path() {
        return Path.of("/simulated");
    }

    @Override
    public synchronized List<String> names() {
        return new ArrayList<>(names.keySet());
    }

    private void namesChanged() {
        unforcedNames.add(new TreeMap<>(names));
    }

    private Inode inode(String name) {
        @Nullable Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException(name);
        }
        return inode;
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        if (writesFail) {
            throw new IOException("Input/output error");
        }
        Inode inode = new Inode();
        names.put(name, inode);
        namesChanged();
        return new SimulatedFile(inode);
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        if (!names.containsKey(name)) {
            throw new FileNotFoundException(name);
        }
        return new SimulatedFile(inode(name));
    }

    @Override
    public synchronized void rename(String from, String to) {
        names.put(to, inode(from));
        names.remove(from);
        namesChanged();
    }

    @Override
    public synchronized void copy(String from, String to) {
        names.put(to, inode(from).copy());
        namesChanged();
    }

    @Override
    public synchronized void delete(String name) {
        names.remove(name);
        namesChanged();
    }

    @Override
    public synchronized void force() throws IOException {
        if (forcesFail) {
            throw new IOException("Input/output error");
        }
        durableNames = new TreeMap<>(names);
        unforcedNames.clear();
    }

    private final class SimulatedFile implements DiskFile {

        private final Inode inode;

        SimulatedFile(Inode inode) {
            this.inode = inode;
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return inode.cached.length;
            }
        }

        @Override
        public int read(long position, byte[] target, int from, int length) throws IOException {
            synchronized (SimulatedDisk.this) {
                if (readsFail) {
                    throw new IOException("Input/output error");
                }
                int read = (int) Math.max(0, Math.min(length, inode.cached.length - position));
                System.arraycopy(inode.cached, (int) position, target, from, read);
                return read;
            }
        }

        /** Writes as much as fits. */
        @Override
        public void write(long position, byte[] data, int from, int length) throws IOException {
            synchronized (SimulatedDisk.this) {
                if (writesFail) {
                    throw new IOException("Input/output error");
                }
                long room = Math.max(0, capacity - used());
                int written = (int) Math.min(length, room);
                int end = (int) position + written;
                if (end > inode.cached.length) {
                    inode.cached = Arrays.copyOf(inode.cached, end);
                }
                System.arraycopy(data, from, inode.cached, (int) position, written);
                inode.dirty.set((int) position / SECTOR, (end + SECTOR - 1) / SECTOR);
                if (written < length) {
                    throw new IOException("No space left on device");
                }
            }
        }

        /** A force that fails leaves the sectors marked as clean: the next one says that all is well. */
        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                if (forcesFail) {
                    inode.dirty.clear();
                    throw new IOException("Input/output error");
                }
                byte[] durable = Arrays.copyOf(inode.durable, inode.cached.length);
                for (int sector = inode.dirty.nextSetBit(0); sector >= 0; sector = inode.dirty.nextSetBit(sector + 1)) {
                    int from = sector * SECTOR;
                    int length = Math.min(SECTOR, durable.length - from);
                    if (length > 0) {
                        System.arraycopy(inode.cached, from, durable, from, length);
                    }
                }
                inode.durable = durable;
                inode.dirty.clear();
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
