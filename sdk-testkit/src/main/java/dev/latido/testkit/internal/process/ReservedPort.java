package dev.latido.testkit.internal.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port that is free now and that no other broker of this JVM, or of a JVM beside it, gets until it is closed, even
 * while its broker is stopped. Each JVM takes a slice of the ports for itself, of which the first port shows that it is
 * taken.
 *
 * <p>The ports are below the range that operating systems use for outgoing connections. A port of that range could be
 * taken, while the broker is stopped, by the client that tries to reconnect to it.
 */
public final class ReservedPort implements AutoCloseable {

    /** The host of the ports: the loopback address. */
    public static final String HOST = "127.0.0.1";

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final int SLICE = 250;
    private static final int CONNECT_MILLIS = 1_000;

    /** The reserved ports. Static because ports belong to the machine, so all brokers of this JVM share them. */
    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

    /** The first ports of the slices of this JVM, which listen until it ends. */
    private static final List<ServerSocket> SLICES = new CopyOnWriteArrayList<>();

    private final int number;

    private ReservedPort(int number) {
        this.number = number;
    }

    /** Reserves a free port. */
    public static ReservedPort free() {
        for (ServerSocket slice : SLICES) {
            ReservedPort port = freeIn(slice.getLocalPort());
            if (port != null) {
                return port;
            }
        }
        ReservedPort port = freeIn(takeSlice().getLocalPort());
        return port != null ? port : free();
    }

    private static @Nullable ReservedPort freeIn(int slice) {
        int offset = ThreadLocalRandom.current().nextInt(SLICE - 1);
        for (int i = 0; i < SLICE - 1; i++) {
            int candidate = slice + 1 + (offset + i) % (SLICE - 1);
            if (RESERVED.add(candidate)) {
                if (isFree(candidate)) {
                    return new ReservedPort(candidate);
                }
                RESERVED.remove(candidate);
            }
        }
        return null;
    }

    private static ServerSocket takeSlice() {
        int slices = COUNT / SLICE;
        int offset = ThreadLocalRandom.current().nextInt(slices);
        for (int i = 0; i < slices; i++) {
            try {
                ServerSocket slice = listen(FIRST + (offset + i) % slices * SLICE);
                SLICES.add(slice);
                return slice;
            } catch (IOException e) {
                // Taken by another JVM.
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(address(port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Returns the port number. */
    public int number() {
        return number;
    }

    public boolean isFree() {
        return isFree(number);
    }

    /** Returns whether a program listens on the port. */
    public boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address(number), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress address(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        RESERVED.remove(number);
    }
}
