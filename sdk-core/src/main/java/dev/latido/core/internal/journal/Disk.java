package dev.latido.core.internal.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One directory and what the journal does with its files: the seam at which tests let disks fill up, lie and break. */
interface Disk {

    Path path();

    List<String> names() throws IOException;

    /** A new empty file to write to and to read from, in place of one of that name. */
    DiskFile create(String name) throws IOException;

    /** An existing file to read from. */
    DiskFile open(String name) throws IOException;

    /** In one step, in place of a file that has the new name already. Lasting after {@link #force}. */
    void rename(String from, String to) throws IOException;

    void copy(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Returns when names that were made, changed and deleted so far are on the disk. */
    void force() throws IOException;
}
