package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Acknowledgement;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionState;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MessageExpiredException;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Publication;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublishRequest;
import dev.latido.core.Qos;
import dev.latido.core.RateLimit;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request asks for, on the wire; and how each publication ends. */
class PublisherIT {

    private static final Topic STATE =
            Fleet.ACME.state().site("planta-1").area("norte").device("gw-a72f").measure("temp");
    private static final Topic OTHER =
            Fleet.ACME.events().site("planta-1").area("norte").device("gw-a72f").measure("hum");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static Acknowledgement acknowledgement(Publication publication) throws Exception {
        return publication.acknowledged().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static Map<String, String> properties(ProbedMessage message) {
        return message.userProperties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    // --- on the wire ---

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSendAllThatIsAskedFor(BrokerKind kind) throws Exception {
        try (TestBroker broker = Fleet.broker(kind);
                MqttProbe probe = MqttProbe.on(broker, "acme/#");
                MqttConnection connection =
                        Fleet.service(broker.uri(), "gw-a72f").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            publisher.publish(PublishRequest.of(TEMPERATURE, 1).atMostOnce());
            publisher.publish(PublishRequest.of(TEMPERATURE, 2)
                    .contentType("application/json")
                    .userProperty("line", "añ")
                    .traceparent(TRACE)
                    .expiry(Duration.ofMinutes(5)));
            Publication exact =
                    publisher.publish(PublishRequest.of(TEMPERATURE, 3).exactlyOnce("a test"));
            publisher.publishState(STATE, 4);

            assertThat(publisher.drain(SOON)).isTrue();
            assertThat(acknowledgement(exact).qos()).isEqualTo(Qos.EXACTLY_ONCE);
            List<ProbedMessage> messages = probe.await("acme/#", 4, SOON);
            assertThat(messages).extracting(ProbedMessage::qos).containsExactlyInAnyOrder(0, 1, 2, 1);
            assertThat(probe).received(STATE).retained().withValue(4).exactlyOnce();
            assertThat(probe)
                    .received(TEMPERATURE)
                    .withValue(1)
                    .withQos(0)
                    .notRetained()
                    .exactlyOnce();
            assertThat(probe)
                    .received(TEMPERATURE)
                    .withValue(2)
                    .withQos(1)
                    .exactlyOnce()
                    .first()
                    .satisfies(message -> {
                        assertThat(message.contentType()).contains("application/json");
                        assertThat(message.userProperties())
                                .containsExactly(Map.entry("line", "añ"), Map.entry("traceparent", TRACE));
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSendTheIdBesideAPayloadThatHasNone(BrokerKind kind) throws Exception {
        try (TestBroker broker = Fleet.broker(kind);
                MqttProbe probe = MqttProbe.on(broker, "acme/#");
                MqttConnection connection =
                        Fleet.service(broker.uri(), "gw-a72f").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .codec(RawCodec.create())
                        .build()) {
            Instant before = Instant.now().minusMillis(1);
            Publication publication = publisher.publish(TEMPERATURE, new byte[] {1, 2, 3});

            ProbedMessage message = probe.await("acme/#", 1, SOON).get(0);

            assertThat(message.payload()).containsExactly(1, 2, 3);
            assertThat(message.contentType()).contains("application/octet-stream");
            assertThat(properties(message)).containsEntry("latido-id", publication.id());
            assertThat(Instant.ofEpochMilli(Long.parseLong(properties(message).get("latido-ts"))))
                    .isBetween(before, Instant.now());
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldDoWithMqtt3WhatItCan(EmbeddedBroker broker) throws Exception {
        try (MqttProbe probe = MqttProbe.on(broker, "acme/#");
                MqttConnection connection = Fleet.service(broker.uri(), "gw-3")
                        .version(MqttVersion.MQTT_3_1_1)
                        .connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            publisher.publish(PublishRequest.of(TEMPERATURE, 1).atMostOnce());
            Publication exact =
                    publisher.publish(PublishRequest.of(TEMPERATURE, 2).exactlyOnce("a test"));
            publisher.publishState(STATE, 3);

            assertThat(publisher.drain(SOON)).isTrue();
            assertThat(acknowledgement(exact)).isEqualTo(new Acknowledgement(0, Qos.EXACTLY_ONCE));
            assertThat(probe.await("acme/#", 3, SOON))
                    .extracting(ProbedMessage::qos)
                    .containsExactlyInAnyOrder(0, 2, 1);
            assertThat(probe).received(STATE).retained().exactlyOnce();
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            publisher.publish(PublishRequest.of(TEMPERATURE, 1).traceparent(TRACE)))
                    .withMessageStartingWith("MQTT 3.1.1 has no user properties");
            assertThatIllegalStateException()
                    .isThrownBy(() -> ResilientPublisher.builder(connection)
                            .codec(RawCodec.create())
                            .build());
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseARetainedEvent(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-a72f").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> publisher.publishState(TEMPERATURE, 1))
                    .withMessageContaining("never retained");
        }
    }

    // --- quality of service ---

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldCallAMessageWithQos0WrittenAndNoMore(EmbeddedBroker broker) throws Exception {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-a72f").start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            Acknowledgement written = acknowledgement(
                    publisher.publish(PublishRequest.of(TEMPERATURE, 1).atMostOnce()));

            assertThat(written.byBroker()).isFalse();
            assertThat(publisher.backlog().messages()).isZero();
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldCompleteExactlyOnceWithPubcompOnly(EmbeddedBroker broker) throws Exception {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-qos2").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            network.when(Packets.of(PacketType.PUBCOMP).toClient().nth(1)).holdFor(Duration.ofMillis(600));

            Publication publication =
                    publisher.publish(PublishRequest.of(TEMPERATURE, 1).exactlyOnce("a test"));

            await().during(Duration.ofMillis(300))
                    .atMost(SOON)
                    .until(() -> !publication.acknowledged().isDone());
            assertThat(acknowledgement(publication).qos()).isEqualTo(Qos.EXACTLY_ONCE);
        }
    }

    /** The broker would take the second message under the packet id of the first for its repetition, and swallow it. */
    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldLoseNothingWhenAnExactlyOnceExchangeBrokeOff(BrokerKind kind) throws Exception {
        try (TestBroker broker = Fleet.broker(kind);
                MqttProbe probe = MqttProbe.on(broker, "acme/#");
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-qos2").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            network.when(Packets.of(PacketType.PUBREC).toClient()).drop();
            List<Publication> publications = IntStream.rangeClosed(1, 20)
                    .mapToObj(i ->
                            publisher.publish(PublishRequest.of(TEMPERATURE, i).exactlyOnce("a test")))
                    .toList();
            await().atMost(SOON).until(() -> network.count(FaultAction.DROP) == 20);

            network.heal();
            network.cutAll();

            assertThat(publisher.drain(SOON)).isTrue();
            for (Publication publication : publications) {
                assertThat(acknowledgement(publication).qos()).isEqualTo(Qos.AT_LEAST_ONCE);
            }
            assertThat(probe)
                    .received(TEMPERATURE)
                    .ids(publications.stream().map(Publication::id).toList())
                    .within(SOON)
                    .atLeastOnce();
        }
    }

    // --- refused ---

    @ParameterizedTest
    @ValueSource(ints = {0x87, 0x90, 0x99})
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndARejectedMessageAndGoOn(int code, EmbeddedBroker broker) throws Exception {
        RecordedOutcomes outcomes = new RecordedOutcomes();
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-a72f").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .listener(outcomes)
                        .build()) {
            network.when(Packets.of(PacketType.PUBLISH).toBroker().nth(1)).answer(code);

            Publication rejected = publisher.publish(TEMPERATURE, 1);
            Publication next = publisher.publish(TEMPERATURE, 2);

            assertThat(acknowledgement(next).byBroker()).isTrue();
            assertThat(rejected.acknowledged())
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .satisfies(e -> assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    PublishRejectedException.class,
                                    cause -> assertThat(cause.reasonCode()).isEqualTo(code)));
            assertThat(outcomes.rejected).containsExactly(rejected.id());
            assertThat(publisher.backlog().messages()).isZero();
            assertThat(network.count(FaultAction.CONNECTED)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x83, 0x97})
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTryAgainWhatTheBrokerCannotTakeNowWithoutHoldingOtherTopics(int code, EmbeddedBroker broker)
            throws Exception {
        RecordedOutcomes outcomes = new RecordedOutcomes();
        try (MqttProbe probe = MqttProbe.on(broker, "acme/#");
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-a72f").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .retryBackoff(Backoff.between(Duration.ofMillis(10), Duration.ofMillis(50)))
                        .strictOrder()
                        .listener(outcomes)
                        .build()) {
            network.when(Packets.of(PacketType.PUBLISH)
                            .toBroker()
                            .topic(TEMPERATURE.toString())
                            .atMost(5))
                    .answer(code);

            List<String> held = IntStream.rangeClosed(1, 10)
                    .mapToObj(i -> publisher.publish(TEMPERATURE, i).id())
                    .toList();
            Publication other = publisher.publish(OTHER, 1);

            assertThat(acknowledgement(other).byBroker()).isTrue();
            assertThat(publisher.drain(SOON)).isTrue();
            assertThat(probe).received(TEMPERATURE).ids(held).within(SOON).exactlyOnceInOrder();
            assertThat(outcomes.retried).hasSize(5).containsOnly(held.get(0));
            assertThat(network.count(FaultAction.CONNECTED)).isEqualTo(1);
        }
    }

    // --- age, pace, end ---

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldNeverSendWhatExpiredDuringAnOutage(EmbeddedBroker broker) throws Exception {
        try (MqttProbe probe = MqttProbe.on(broker, "acme/#");
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            network.refuse();
            try (MqttConnection connection =
                            Fleet.service(network.uri(), "gw-a72f").start();
                    ResilientPublisher publisher =
                            ResilientPublisher.builder(connection).build()) {
                Publication old =
                        publisher.publish(PublishRequest.of(TEMPERATURE, 1).expiry(Duration.ofMillis(50)));
                Publication lasting =
                        publisher.publish(PublishRequest.of(TEMPERATURE, 2).expiry(Duration.ofHours(1)));

                assertThat(old.acknowledged())
                        .as("while there is no session")
                        .failsWithin(SOON)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(MessageExpiredException.class);
                assertThat(publisher.backlog().messages()).isEqualTo(1);
                network.accept();

                assertThat(acknowledgement(lasting).byBroker()).isTrue();
                assertThat(probe).received(TEMPERATURE).withValue(2).exactlyOnce();
                assertThat(probe).received(TEMPERATURE).withValue(1).never();
            }
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldExpireWhatWasUnderWayWhenItsSessionEnded(EmbeddedBroker broker) {
        Duration age = Duration.ofMillis(400);
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-a72f").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).maxAge(age).build()) {
            network.when(Packets.of(PacketType.PUBACK).toClient().topic(TEMPERATURE.toString()))
                    .drop();
            Publication sent = publisher.publish(TEMPERATURE, 1);
            // It has been looked at more than once by then, and passed over as under way.
            await().pollDelay(age.multipliedBy(2)).until(() -> publisher.inFlight() == 1);

            network.refuse();
            network.cutAll();

            assertThat(sent.acknowledged())
                    .as("there is no session any more")
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(MessageExpiredException.class);
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldKeepThePaceThatIsAskedFor(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-a72f").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .rateLimit(RateLimit.messagesPerSecond(50))
                        .build()) {
            long start = System.nanoTime();
            IntStream.range(0, 100).forEach(i -> publisher.publish(TEMPERATURE, i));

            assertThat(publisher.drain(SOON)).isTrue();

            assertThat(System.nanoTime() - start)
                    .as("the second 50 take a second")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(950));
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSayAtCloseWhatIsLost(EmbeddedBroker broker) {
        RecordedOutcomes outcomes = new RecordedOutcomes();
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection = Fleet.service(network.uri(), "gw-a72f")
                        .closeTimeout(Duration.ofMillis(300))
                        .connect()) {
            network.when(Packets.of(PacketType.PUBACK).toClient()).drop();
            ResilientPublisher publisher = ResilientPublisher.builder(connection)
                    .outbox(MemoryOutbox.create())
                    .listener(outcomes)
                    .build();
            Publication publication = publisher.publish(TEMPERATURE, 1);
            await().atMost(SOON).until(() -> publisher.inFlight() == 1);

            publisher.close();

            assertThat(publication.acknowledged()).isCompletedExceptionally();
            assertThat(outcomes.lost).containsExactly(publication.id());
            assertThat(outcomes.closed).isTrue();
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }
}
