package dev.latido.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/** A proxy between raw sockets: the test plays the client and the broker. */
final class Bench implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5_000;

    private final ServerSocket listener;
    private final Deque<Peer> peers = new ArrayDeque<>();
    final FaultProxy proxy;

    /** The two ends of one proxied connection. */
    record Ends(Peer client, Peer broker) {}

    Bench() {
        this(builder -> builder);
    }

    Bench(UnaryOperator<FaultProxy.Builder> settings) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        proxy = settings.apply(FaultProxy.to("127.0.0.1", listener.getLocalPort()))
                .start();
    }

    /** A TCP connection through the proxy, nothing sent yet. */
    Ends dial() {
        Peer client = Peer.dial(proxy.port());
        peers.push(client);
        return new Ends(client, accept());
    }

    Peer accept() {
        try {
            Peer broker = new Peer(listener.accept());
            peers.push(broker);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection with CONNECT and CONNACK behind it. */
    Ends connect(int version, String clientId) {
        Ends ends = dial();
        ends.client.send(Wired.connect(version, clientId));
        ends.broker.expect(Wired.connect(version, clientId)).send(Wired.connack(version, 0));
        ends.client.expect(Wired.connack(version, 0));
        return ends;
    }

    void stopBroker() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        peers.forEach(Peer::close);
        stopBroker();
    }
}
