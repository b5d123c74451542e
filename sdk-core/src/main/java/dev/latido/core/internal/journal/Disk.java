package dev.latido.core.internal.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One directory and the operations of the journal on its files. Tests replace it to simulate disks that are full,
 * broken or do not force.
 */
interface Disk {

    Path path();

    List<String> names() throws IOException;

    /** Creates an empty file to write and read; replaces an existing file of that name. */
    DiskFile create(String name) throws IOException;

    /** Opens an existing file to read. */
    DiskFile open(String name) throws IOException;

    /** Renames a file atomically; replaces an existing file of the new name. Durable after {@link #force}. */
    void rename(String from, String to) throws IOException;

    void copy(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Returns when all creations, renames and deletions so far are on the disk. */
    void force() throws IOException;
}
