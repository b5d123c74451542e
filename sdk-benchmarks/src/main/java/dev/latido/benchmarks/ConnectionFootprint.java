package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.topics.TopicRoot;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Heap and threads of many connections in one JVM, each with presence, next to the same number of connections of the bare
 * HiveMQ client. The broker has its own JVM. Arguments: number of connections (default 5,000).
 */
public final class ConnectionFootprint {

    private static final int CONNECTIONS = 5_000;
    private static final long LONGEST_COLLECTION_MILLIS = 10_000;
    private static final int AT_ONCE = 100;
    private static final TopicRoot ACME = TopicRoot.of("acme", 1);

    private ConnectionFootprint() {}

    private record Usage(long heap, int threads) {

        /** Measures after collections, so that only live objects count. */
        static Usage now() throws InterruptedException {
            for (int i = 0; i < 5; i++) {
                collect();
            }
            return new Usage(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }

        /** Returns after the collector has reported one garbage object, and has therefore finished a collection. */
        private static void collect() throws InterruptedException {
            ReferenceQueue<Object> reported = new ReferenceQueue<>();
            PhantomReference<Object> garbage = new PhantomReference<>(new Object(), reported);
            try {
                System.gc();
                if (reported.remove(LONGEST_COLLECTION_MILLIS) == null) {
                    throw new IllegalStateException("the garbage collector did not run on request");
                }
            } finally {
                Reference.reachabilityFence(garbage);
            }
        }
    }

    /**
     * Runs the measurement.
     *
     * @param arguments how many connections
     * @throws Exception if the broker does not start
     */
    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length == 0 ? CONNECTIONS : Integer.parseInt(arguments[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SeparateBroker broker = SeparateBroker.start()) {
            int port = broker.port();
            warmUp(port);
            Usage before = Usage.now();
            List<Mqtt5AsyncClient> bare = bare(port, connections);
            Usage withBare = Usage.now();
            bare.forEach(client -> client.disconnect().join());
            bare.clear();
            Usage between = Usage.now();
            long start = System.nanoTime();
            List<MqttConnection> all = latido(port, connections);
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            Usage withLatido = Usage.now();
            print(out, "bare", connections, before, withBare);
            print(out, "latido", connections, between, withLatido);
            out.printf("latido: %,.0f connects/s%n", connections / seconds);
            all.forEach(MqttConnection::close);
        }
    }

    private static void print(PrintStream out, String name, int connections, Usage before, Usage after) {
        out.printf(
                "%-7s %,d connections: %.1f KiB of heap each, %d threads (%d before)%n",
                name,
                connections,
                (after.heap() - before.heap()) / 1024.0 / connections,
                after.threads(),
                before.threads());
    }

    /** Connects some clients first, so that classes and threads that all connections share are not counted. */
    private static void warmUp(int port) throws InterruptedException {
        bare(port, AT_ONCE).forEach(client -> client.disconnect().join());
        latido(port, AT_ONCE).forEach(MqttConnection::close);
    }

    private static List<Mqtt5AsyncClient> bare(int port, int connections) {
        List<Mqtt5AsyncClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Mqtt5AsyncClient client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier("bare-" + i)
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .buildAsync();
            client.connect().join();
            clients.add(client);
        }
        return clients;
    }

    private static List<MqttConnection> latido(int port, int connections) throws InterruptedException {
        List<MqttConnection> all = new ArrayList<>();
        while (all.size() < connections) {
            int batch = Math.min(AT_ONCE, connections - all.size());
            CountDownLatch connected = new CountDownLatch(batch);
            for (int i = 0; i < batch; i++) {
                String clientId = "gw-" + all.size();
                all.add(MqttConnection.builder()
                        .broker("mqtt://127.0.0.1:" + port)
                        .clientId(clientId)
                        .presence(ACME.presence().site("planta-1").area("norte").device(clientId))
                        .listener(change -> {
                            if (change.to() == ConnectionState.CONNECTED) {
                                connected.countDown();
                            }
                        })
                        .start());
            }
            connected.await();
        }
        return all;
    }
}
