package dev.latido.testkit.internal.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port that is free now and that no other broker of this JVM gets until it is closed, even while its broker is
 * stopped.
 *
 * <p>The ports are below the range that operating systems use for outgoing connections. A port of that range could be
 * taken, while the broker is stopped, by the client that tries to reconnect to it.
 */
public final class ReservedPort implements AutoCloseable {

    /** The host of the ports: the loopback address. */
    public static final String HOST = "127.0.0.1";

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final int CONNECT_MILLIS = 1_000;

    /** The reserved ports. Static because ports belong to the machine, so all brokers of this JVM share them. */
    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

    private final int number;

    private ReservedPort(int number) {
        this.number = number;
    }

    /** Reserves a free port. The search begins at random, so that JVMs that run side by side do not compete. */
    public static ReservedPort free() {
        int offset = ThreadLocalRandom.current().nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int candidate = FIRST + (offset + i) % COUNT;
            if (RESERVED.add(candidate)) {
                if (isFree(candidate)) {
                    return new ReservedPort(candidate);
                }
                RESERVED.remove(candidate);
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
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
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        RESERVED.remove(number);
    }
}
