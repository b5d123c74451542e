package dev.latido.core.internal.journal;

import java.io.Closeable;
import java.io.IOException;

/** A file by positions. One thread writes; reads of several threads follow one another. */
interface DiskFile extends Closeable {

    long size() throws IOException;

    /** Reads until the array's part is full or the file ends; says how much it was. */
    int read(long position, byte[] target, int from, int length) throws IOException;

    void write(long position, byte[] data, int from, int length) throws IOException;

    /** Returns when everything written so far is on the disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
