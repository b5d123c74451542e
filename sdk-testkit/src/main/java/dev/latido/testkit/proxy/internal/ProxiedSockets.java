package dev.latido.testkit.proxy.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultAction;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The TCP half of one proxied connection: two sockets and four threads, one to read from and one to write to each peer.
 * The thread that writes to the client also closes the sockets at the end. Thread-safe.
 */
final class ProxiedSockets {

    /** The time in which a peer may answer FIN before its socket is closed. */
    private static final long FIN_GRACE_MILLIS = 500;

    private final String name;
    private final ProxyServer proxy;
    private final Socket clientSocket;
    private final PacketSender toBroker;
    private final PacketSender toClient;
    private final ProxiedConnection link;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch readers = new CountDownLatch(2);
    private final CountDownLatch end = new CountDownLatch(1);

    @GuardedBy("this")
    private @Nullable Socket brokerSocket;

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    ProxiedSockets(long number, ProxyServer proxy, Socket clientSocket) {
        this.name = "latido-proxy-" + proxy.port() + "-" + number;
        this.proxy = proxy;
        this.clientSocket = clientSocket;
        this.toBroker = new PacketSender(proxy.weather(Direction.TO_BROKER));
        this.toClient = new PacketSender(proxy.weather(Direction.TO_CLIENT));
        this.link = new ProxiedConnection(number, proxy, this);
    }

    ProxiedConnection link() {
        return link;
    }

    PacketSender lane(Direction direction) {
        return direction == Direction.TO_BROKER ? toBroker : toClient;
    }

    void start() {
        run("client-in", this::open);
    }

    private void open() throws InterruptedException {
        PeerStreams client;
        PeerStreams broker;
        FaultAction failure = FaultAction.TLS_FAILED;
        try {
            client = PeerStreams.accepted(clientSocket, proxy.settings().serverTls());
            failure = FaultAction.UNREACHABLE;
            ProxySettings.Target target = proxy.target();
            Socket dialled = PeerStreams.dial(target);
            register(dialled);
            failure = FaultAction.TLS_FAILED;
            broker = PeerStreams.connected(dialled, target, proxy.settings().targetTls());
        } catch (IOException e) {
            if (link.isAlive()) {
                link.log(failure, null, e.toString());
            }
            link.reset();
            proxy.forget(this);
            return;
        }
        run("client-out", () -> {
            write(client, Direction.TO_CLIENT, "client");
            dispose();
        });
        run("broker-out", () -> write(broker, Direction.TO_BROKER, "broker"));
        run("broker-in", () -> read(broker, Direction.TO_CLIENT, "broker"));
        read(client, Direction.TO_BROKER, "client");
    }

    /** Keeps the broker's socket. The connection may have been ended while the broker was dialled. */
    private synchronized void register(Socket dialled) throws SocketException {
        brokerSocket = dialled;
        if (end.getCount() == 0) {
            PeerStreams.close(dialled);
            throw new SocketException("connection ended by the proxy");
        }
    }

    private void read(PeerStreams side, Direction direction, String peer) throws InterruptedException {
        try {
            FrameReader reader = new FrameReader(side.in(), proxy.settings().maxPacketSize());
            try {
                pass(reader, direction);
            } catch (MalformedPacketException e) {
                link.rejected(direction, e);
            }
            reader.drain();
            link.ended(direction, false, "by the " + peer);
        } catch (SocketException e) {
            link.ended(direction, true, "by the " + peer + ": " + e.getMessage());
        } catch (IOException e) {
            link.ended(direction, false, "by the " + peer + ": " + e.getMessage());
        } finally {
            readers.countDown();
            if (readers.getCount() == 0) {
                bothGone();
            }
        }
    }

    private void pass(FrameReader reader, Direction direction) throws IOException, InterruptedException {
        PacketSender lane = lane(direction);
        byte[] packet = reader.next();
        while (packet != null && link.received(direction, packet)) {
            lane.awaitRoom();
            packet = reader.next();
        }
    }

    /** Called when both peers have disconnected. A half-open connection is kept only for its peers. */
    private void bothGone() {
        if (link.isAlive()) {
            link.cut();
        }
    }

    private void write(PeerStreams side, Direction direction, String peer) throws InterruptedException {
        PacketSender lane = lane(direction);
        try {
            lane.pump(side.out());
        } catch (IOException e) {
            lane.discard();
            link.broken(direction, "by the " + peer + ": " + e.getMessage());
        }
    }

    /**
     * Sends FIN to both peers. Data that they still send is read and discarded, because otherwise the FIN would become
     * a reset.
     */
    synchronized void cut() {
        stop();
        PeerStreams.fin(clientSocket);
        if (brokerSocket != null) {
            PeerStreams.fin(brokerSocket);
        }
    }

    synchronized void reset() {
        stop();
        PeerStreams.reset(clientSocket);
        if (brokerSocket != null) {
            PeerStreams.reset(brokerSocket);
        }
    }

    /** Closes the sockets at once. */
    synchronized void close() {
        cut();
        PeerStreams.close(clientSocket);
        if (brokerSocket != null) {
            PeerStreams.close(brokerSocket);
        }
    }

    private void stop() {
        end.countDown();
        toBroker.close();
        toClient.close();
    }

    private void dispose() throws InterruptedException {
        end.await();
        awaitPeers();
        close();
        proxy.forget(this);
    }

    private void awaitPeers() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIN_GRACE_MILLIS);
        while (!readers.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            if (System.nanoTime() - deadline >= 0) {
                return;
            }
        }
    }

    void join(long deadlineNanos) throws InterruptedException {
        for (Thread thread : threads) {
            long rest = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            thread.join(Math.max(1, rest));
        }
    }

    private void run(String role, Work work) {
        Thread thread = new Thread(() -> guard(work), name + "-" + role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Runs a thread's work. Only a defect of the proxy causes an exception here; the connection must not hang because
     * of it.
     */
    private void guard(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        } catch (IOException | RuntimeException | Error e) {
            link.log(FaultAction.DISCONNECTED, null, "defect in the proxy: " + e);
            close();
            throw new IllegalStateException(name + " failed", e);
        }
    }
}
