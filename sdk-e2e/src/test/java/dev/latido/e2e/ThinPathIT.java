package dev.latido.e2e;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static dev.latido.core.it.Fleet.TEMPERATURES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Acknowledgement;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.it.Readings;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Typed topic → publisher → broker → subscriber → database. */
@WithBroker(tls = true)
class ThinPathIT {

    private final Readings lab = new Readings();
    private final EmbeddedBroker broker;
    private FaultProxy proxy;

    ThinPathIT(EmbeddedBroker broker) {
        this.broker = broker;
        this.proxy = FaultProxy.to(broker.host(), broker.port()).start();
    }

    @BeforeEach
    void cleanSessions() {
        broker.dropSession("producer");
        broker.dropSession("consumer");
    }

    @AfterEach
    void close() {
        proxy.close();
        lab.close();
    }

    @Test
    void shouldStoreEachReadingOnceOverTls(DevelopmentCa ca, @TempDir Path directory) throws Exception {
        Tls tls = Tls.trusting(ca.writeCertificate(directory));
        try (MqttConnection consumer =
                        Fleet.service(broker.tlsUri(), "consumer").tls(tls).connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer =
                        Fleet.service(broker.tlsUri(), "producer").tls(tls).connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);

            publish(publisher, 1, 100);

            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 100)));
        }
    }

    @Test
    void shouldDeliverWhatWasPublishedDuringAnOutage() throws Exception {
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer = Fleet.service(proxy.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            proxy.refuse();
            proxy.cutAll();
            await().atMost(SOON).until(() -> producer.state() == ConnectionState.RECONNECTING);

            List<Publication> publications = publish(publisher, 1, 50);
            assertThat(publications).allSatisfy(publication -> {
                assertThat(publication.stored()).isCompleted();
                assertThat(publication.acknowledged()).isNotDone();
            });
            proxy.accept();

            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 50)));
            assertThat(publications)
                    .allSatisfy(publication ->
                            assertThat(publication.acknowledged()).succeedsWithin(SOON));
        }
    }

    @Test
    void shouldPublishBeforeTheFirstSession() throws Exception {
        proxy.refuse();
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer = Fleet.service(proxy.uri(), "producer").start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            assertThat(producer.state()).isEqualTo(ConnectionState.CONNECTING);

            publish(publisher, 1, 10);
            proxy.accept();

            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 10)));
        }
    }

    @Test
    void shouldResendWithTheSameIdWhenThePubackIsLost() throws Exception {
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer = Fleet.service(proxy.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            proxy.when(Packets.of(PacketType.PUBACK).toClient().nth(3)).dropAndCut();

            publish(publisher, 1, 20);
            assertThat(publisher.drain(SOON)).isTrue();

            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 20)));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(subscriber.statistics().duplicates()).isPositive());
            assertThat(proxy.count(FaultAction.DROP_AND_CUT)).isEqualTo(1);
        }
    }

    @Test
    void shouldRenewTheConnectionWhenAPubackDoesNotCome() throws Exception {
        try (MqttConnection producer = Fleet.service(proxy.uri(), "producer").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(producer)
                        .acknowledgementTimeout(Duration.ofMillis(500))
                        .build()) {
            proxy.when(Packets.of(PacketType.PUBACK).toClient().nth(1)).drop();

            Publication publication = publisher.publish(TEMPERATURE, 21.3);

            assertThat(publication.acknowledged()).succeedsWithin(SOON);
            assertThat(proxy.count(FaultAction.CONNECTED)).isEqualTo(2);
        }
    }

    @Test
    void shouldStoreOneRowWhenTheHandlerFailsThreeTimesFirst() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = IdempotentSubscriber.builder(consumer)
                        .group("billing")
                        .filter(TEMPERATURES)
                        .payload(Double.class)
                        .seenStore(lab.seenStore())
                        .handler((message, transaction) -> {
                            lab.insert(message, transaction);
                            attempts.add(message.attempt());
                            if (calls.incrementAndGet() <= 3) {
                                throw new IllegalStateException("planned failure");
                            }
                        })
                        .backoff(Backoff.between(Duration.ofMillis(10), Duration.ofMillis(50)))
                        .start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(consumer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);

            publisher.publish(TEMPERATURE, 21.3);

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(subscriber.statistics().handled()).isEqualTo(1));
            assertThat(lab.values()).containsExactly(21.3);
            assertThat(attempts).containsExactly(1, 2, 3, 4);
            assertThat(subscriber.statistics().failures()).isEqualTo(3);
        }
    }

    @Test
    void shouldSuppressADuplicateThatTheNetworkMakes() throws Exception {
        try (MqttConnection consumer = Fleet.service(proxy.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer =
                        Fleet.service(broker.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            proxy.when(Packets.of(PacketType.PUBLISH).toClient().every(2)).redeliverAsNew();

            publish(publisher, 1, 20);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(subscriber.statistics())
                            .returns(30L, SubscriberStatistics::delivered)
                            .returns(20L, SubscriberStatistics::handled)
                            .returns(10L, SubscriberStatistics::duplicates));
            assertThat(lab.values()).isEqualTo(numbers(1, 20));
        }
    }

    @Test
    void shouldReceiveWhatQueuedWhileTheProcessWasAway() throws Exception {
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer)) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
        }
        try (MqttConnection producer = Fleet.service(broker.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            publish(publisher, 1, 500);
            assertThat(publisher.drain(SOON)).isTrue();
        }

        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 500)));
            assertThat(subscriber.statistics().duplicates()).isZero();
        }
    }

    @Test
    void shouldNotAcknowledgeWhatWasNotCommitted() throws Exception {
        CountDownLatch inHandler = new CountDownLatch(1);
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect()) {
            IdempotentSubscriber interrupted = IdempotentSubscriber.builder(consumer)
                    .group("billing")
                    .filter(TEMPERATURES)
                    .payload(Double.class)
                    .seenStore(lab.seenStore())
                    .handler((message, transaction) -> {
                        lab.insert(message, transaction);
                        inHandler.countDown();
                        new CountDownLatch(1).await();
                    })
                    .closeTimeout(Duration.ofMillis(200))
                    .start();
            interrupted.subscribed().get(10, TimeUnit.SECONDS);
            try (ResilientPublisher publisher =
                    ResilientPublisher.builder(consumer).build()) {
                publish(publisher, 1, 5);
                assertThat(inHandler.await(10, TimeUnit.SECONDS)).isTrue();
            }
            interrupted.close();
        }
        assertThat(lab.values()).isEmpty();

        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 5)));
            assertThat(subscriber.statistics().handled()).isEqualTo(5);
        }
    }

    @Test
    void shouldHandleEachReadingOnceThroughCutsAndDuplicates() throws Exception {
        try (MqttConnection consumer = Fleet.service(proxy.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer = Fleet.service(proxy.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            proxy.when(Packets.of(PacketType.PUBACK).toClient().every(150).atMost(6))
                    .dropAndCut();
            proxy.when(Packets.of(PacketType.PUBLISH).toClient().every(211).atMost(6))
                    .resetAfter();
            proxy.when(Packets.of(PacketType.PUBLISH).toClient().every(7)).redeliverAsNew();

            publish(publisher, 1, 1_500);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(lab.values()).isEqualTo(numbers(1, 1_500)));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(subscriber.statistics().waiting()).isZero());
            assertThat(lab.values()).isEqualTo(numbers(1, 1_500));
            assertThat(subscriber.statistics().duplicates()).isPositive();
        }
    }

    @Test
    void shouldKeepSubscriptionAndMessagesWhenTheBrokerForgetsTheSession() throws Exception {
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber subscriber = storing(consumer);
                MqttConnection producer =
                        Fleet.service(broker.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            broker.dropSession("consumer");
            broker.dropSession("producer");

            await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
                publisher.publish(TEMPERATURE, 1.0).acknowledged().get(5, TimeUnit.SECONDS);
                assertThat(lab.values()).isNotEmpty();
            });
        }
    }

    @Test
    void shouldMakeADeadLetterOfWhatCannotBeHandled() throws Exception {
        Topic deadLetters = Topic.of("acme/v1/evt/dead-letter/billing");
        AtomicInteger calls = new AtomicInteger();
        List<Map.Entry<String, String>> properties = Collections.synchronizedList(new ArrayList<>());
        List<Double> dead = Collections.synchronizedList(new ArrayList<>());
        try (MqttConnection consumer = Fleet.service(broker.uri(), "consumer").connect();
                IdempotentSubscriber undertaker = IdempotentSubscriber.builder(consumer)
                        .group("undertaker")
                        .filter(deadLetters.toFilter())
                        .payload(Double.class)
                        .handler(message -> {
                            properties.addAll(message.userProperties());
                            dead.add(message.value());
                        })
                        .start();
                IdempotentSubscriber subscriber = IdempotentSubscriber.builder(consumer)
                        .group("billing")
                        .filter(TEMPERATURES)
                        .payload(Double.class)
                        .seenStore(lab.seenStore())
                        .handler((message, transaction) -> {
                            calls.incrementAndGet();
                            if (message.value() < 0) {
                                throw new PermanentFailure("below absolute zero");
                            }
                            lab.insert(message, transaction);
                        })
                        .deadLetterTopic(deadLetters)
                        .start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(consumer).build()) {
            undertaker.subscribed().get(10, TimeUnit.SECONDS);
            subscriber.subscribed().get(10, TimeUnit.SECONDS);

            Publication bad = publisher.publish(TEMPERATURE, -300.0);
            publisher.publish(TEMPERATURE, 21.3);

            await().atMost(SOON).untilAsserted(() -> assertThat(dead).containsExactly(-300.0));
            await().atMost(SOON).untilAsserted(() -> assertThat(lab.values()).containsExactly(21.3));
            assertThat(calls).hasValue(2);
            assertThat(subscriber.statistics().deadLettered()).isEqualTo(1);
            assertThat(properties)
                    .contains(
                            Map.entry("latido-topic", TEMPERATURE.toString()),
                            Map.entry("latido-group", "billing"),
                            Map.entry("latido-id", bad.id()),
                            Map.entry("latido-reason", "PermanentFailure: below absolute zero"),
                            Map.entry("latido-attempts", "1"));
        }
    }

    @Test
    void shouldSayWhatTheBrokerAnswered() throws Exception {
        try (MqttConnection producer = Fleet.service(broker.uri(), "producer").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(producer).build()) {
            Topic nobody = Fleet.ACME
                    .events()
                    .site("planta-9")
                    .area("sur")
                    .device("gw-1")
                    .measure("ruido");

            Acknowledgement acknowledgement =
                    publisher.publish(nobody, 1).acknowledged().get(10, TimeUnit.SECONDS);

            assertThat(acknowledgement.withoutSubscribers()).isTrue();
        }
    }

    private IdempotentSubscriber storing(MqttConnection connection) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(TEMPERATURES)
                .payload(Double.class)
                .seenStore(lab.seenStore())
                .handler(lab::insert)
                .start();
    }

    private static List<Publication> publish(ResilientPublisher publisher, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> publisher.publish(TEMPERATURE, (double) i))
                .toList();
    }

    private static List<Double> numbers(int first, int last) {
        return DoubleStream.iterate(first, d -> d <= last, d -> d + 1).boxed().toList();
    }
}
