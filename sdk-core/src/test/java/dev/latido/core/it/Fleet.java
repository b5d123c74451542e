package dev.latido.core.it;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Topics, quick connections and brokers that the tests with brokers share. */
public final class Fleet {

    public static final TopicRoot ACME = TopicRoot.of("acme", 1);
    public static final Topic TEMPERATURE =
            ACME.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
    public static final Topic PRESENCE =
            ACME.presence().site("planta-1").area("norte").device("gw-a72f");
    public static final TopicFilter TEMPERATURES =
            ACME.events().anySite().anyArea().anyDevice().measure("temp");
    public static final Backoff QUICK = Backoff.between(Duration.ofMillis(20), Duration.ofMillis(200));
    public static final Duration SOON = Duration.ofSeconds(20);

    private static final AtomicInteger clients = new AtomicInteger(1_000);

    private Fleet() {}

    /** Returns a client id of this test's own, by which it finds its lines in a log of several. */
    public static String clientId() {
        return "gw-" + clients.incrementAndGet();
    }

    /** A client that comes back quickly, without presence. */
    public static MqttConnection.Builder service(String broker, String clientId) {
        return client(broker, clientId).withoutPresence("a service");
    }

    public static MqttConnection.Builder client(String broker, String clientId) {
        return MqttConnection.builder()
                .broker(URI.create(broker))
                .clientId(clientId)
                .backoff(QUICK);
    }

    /** A broker that needs nothing but a JVM or an installed program. */
    public static TestBroker broker(BrokerKind kind) {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder().start()
                : MosquittoBroker.builder().start();
    }
}
