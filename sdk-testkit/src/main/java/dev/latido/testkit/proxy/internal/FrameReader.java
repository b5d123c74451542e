package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into packets. It reads the fixed header only, allocates no more than has arrived (rounded up
 * to a few KiB) and never more than the limit.
 */
final class FrameReader {

    private static final int BUFFER = 64 * 1024;
    private static final int MAX_LENGTH_BYTES = 4;

    private final InputStream in;
    private final int maxPacketSize;

    FrameReader(InputStream in, int maxPacketSize) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.maxPacketSize = maxPacketSize;
    }

    /** Returns the next packet with all its headers; null at the end of the stream between two packets. */
    byte @Nullable [] next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        checkHeader(first);
        byte[] length = new byte[MAX_LENGTH_BYTES];
        int lengthBytes = 0;
        int remaining = 0;
        int digit;
        do {
            if (lengthBytes == MAX_LENGTH_BYTES) {
                throw new MalformedPacketException("remaining length of more than 4 bytes");
            }
            digit = in.read();
            if (digit < 0) {
                throw new EOFException("stream ended inside a packet");
            }
            remaining |= (digit & 0x7F) << (7 * lengthBytes);
            length[lengthBytes++] = (byte) digit;
        } while ((digit & 0x80) != 0);
        long size = 1L + lengthBytes + remaining;
        if (size > maxPacketSize) {
            throw MalformedPacketException.oversized(size, maxPacketSize);
        }
        return join(first, length, lengthBytes, in.readNBytes(remaining), remaining);
    }

    /** Reads and discards everything up to the end of the stream. */
    void drain() throws IOException {
        byte[] bin = new byte[8192];
        while (in.read(bin) >= 0) {
            // The data is discarded.
        }
    }

    private static byte[] join(int first, byte[] length, int lengthBytes, byte[] body, int expected)
            throws EOFException {
        if (body.length < expected) {
            throw new EOFException("stream ended inside a packet");
        }
        byte[] frame = new byte[1 + lengthBytes + body.length];
        frame[0] = (byte) first;
        System.arraycopy(length, 0, frame, 1, lengthBytes);
        System.arraycopy(body, 0, frame, 1 + lengthBytes, body.length);
        return frame;
    }

    private static void checkHeader(int first) throws MalformedPacketException {
        int flags = first & 0x0F;
        boolean valid = switch (first >> 4) {
            case 0 -> false;
            case 3 -> (flags & 0x06) != 0x06;
            case 6, 8, 10 -> flags == 2;
            default -> flags == 0;
        };
        if (!valid) {
            throw new MalformedPacketException("first byte 0x" + Integer.toHexString(first));
        }
    }
}
