package dev.latido.core.internal.journal;

import java.io.Closeable;
import java.io.IOException;

/** A file with reads and writes by position. One thread writes; any thread reads. */
interface DiskFile extends Closeable {

    long size() throws IOException;

    /** Reads until the range of the array is full or the file ends; returns the number of bytes read. */
    int read(long position, byte[] target, int from, int length) throws IOException;

    void write(long position, byte[] data, int from, int length) throws IOException;

    /** Returns when everything written so far is on the disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
