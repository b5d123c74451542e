package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.NotAcknowledgedException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.ClosedPort;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher without a broker: what it takes, what it keeps, what it says in the end. */
class PublisherBuilderTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");

    private final MqttConnection connection = MqttConnection.builder()
            .broker("mqtt://127.0.0.1:" + ClosedPort.find())
            .clientId("gw-a72f")
            .withoutPresence("test")
            .closeTimeout(Duration.ofMillis(10))
            .start();

    @AfterEach
    void close() {
        connection.close();
    }

    private ResilientPublisher.Builder builder() {
        return ResilientPublisher.builder(connection);
    }

    @Test
    void shouldHaveTheDefaultsThatAreDocumented() {
        assertThat(ResilientPublisher.DEFAULT_PAYLOAD_LIMIT).isEqualTo(262_144);
        assertThat(ResilientPublisher.DEFAULT_IN_FLIGHT).isEqualTo(1_024);
        assertThat(ResilientPublisher.DEFAULT_ACKNOWLEDGEMENT_TIMEOUT).isEqualTo(Duration.ofSeconds(30));
        assertThat(builder().build())
                .hasToString("ResilientPublisher[gw-a72f, MemoryOutbox[0 of 10000 messages, 0 of 16777216 bytes]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 268_435_456})
    void shouldRefuseAPayloadLimitOutOfRange(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().payloadLimit(bytes))
                .withMessage("payloadLimit must be 1 to 268435455, was " + bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void shouldRefuseAnInFlightWindowOutOfRange(int messages) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().inFlight(messages))
                .withMessage("inFlight must be 1 to 65535, was " + messages);
    }

    @Test
    void shouldSuspectAfterOneSessionAtLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().suspectAfter(0))
                .withMessage("suspectAfter must be 1 to 2147483647, was 0");
    }

    @Test
    void shouldRefuseAnAcknowledgementTimeoutOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().acknowledgementTimeout(Duration.ZERO))
                .withMessage("timeout must be above zero, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().acknowledgementTimeout(ChronoUnit.FOREVER.getDuration()))
                .withMessageStartingWith("timeout must");
    }

    @Test
    void shouldTakeTheEndsOfTheRanges() {
        assertThatCode(() -> builder()
                        .payloadLimit(1)
                        .payloadLimit(268_435_455)
                        .suspectAfter(1)
                        .suspectAfter(Integer.MAX_VALUE)
                        .inFlight(1)
                        .inFlight(65_535)
                        .acknowledgementTimeout(Duration.ofNanos(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldKeepMessagesBeforeTheFirstSession() {
        ResilientPublisher publisher = builder().build();

        Publication first = publisher.publish(TOPIC, 21.3);
        Publication second = publisher.publish(TOPIC, 21.4);

        assertThat(first.id()).matches("gw-a72f:\\d+:1");
        assertThat(second.id()).matches("gw-a72f:\\d+:2");
        assertThat(first.stored()).isCompleted();
        assertThat(first.acknowledged()).isNotDone();
        assertThat(publisher.backlog().messages()).isEqualTo(2);
        assertThat(publisher.drain(Duration.ZERO)).isFalse();
    }

    @Test
    void shouldSayThatMessagesAreUnacknowledgedWhenClosed() {
        ResilientPublisher publisher = builder().build();
        Publication publication = publisher.publish(TOPIC, 21.3);

        publisher.close();
        publisher.close();

        assertThat(publication.acknowledged())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotAcknowledgedException.class)
                .withMessageContaining(publication.id());
        assertThatIllegalStateException()
                .isThrownBy(() -> publisher.publish(TOPIC, 1))
                .withMessageContaining("closed");
    }

    @Test
    void shouldCloseWithItsConnection() {
        ResilientPublisher publisher = builder().build();
        Publication publication = publisher.publish(TOPIC, 21.3);

        connection.close();

        assertThat(publication.acknowledged()).isCompletedExceptionally();
        assertThatIllegalStateException().isThrownBy(() -> publisher.publish(TOPIC, 1));
        assertThatIllegalStateException().isThrownBy(() -> builder().build()).withMessageContaining("closed");
    }

    @Test
    void shouldRejectInTheFutureWhenTheOutboxIsFull() {
        ResilientPublisher publisher =
                builder().outbox(MemoryOutbox.bounded(1, 10_000)).build();
        publisher.publish(TOPIC, 1);

        Publication rejected = publisher.publish(TOPIC, 2);

        assertThat(rejected.stored())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(OutboxFullException.class);
        assertThat(rejected.acknowledged()).isCompletedExceptionally();
        assertThat(publisher.backlog().messages()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAPayloadOverTheLimit() {
        ResilientPublisher publisher = builder().payloadLimit(60).build();

        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> publisher.publish(TOPIC, "x".repeat(100)))
                .withMessageContaining(TOPIC.toString())
                .satisfies(e -> {
                    assertThat(e.limit()).isEqualTo(60);
                    assertThat(e.size()).isGreaterThan(100);
                });
        assertThat(publisher.backlog().messages()).isZero();
    }

    @Test
    void shouldWaitForeverWhenAskedTo() throws InterruptedException {
        ResilientPublisher publisher = builder().build();

        assertThat(publisher.drain(ChronoUnit.FOREVER.getDuration())).isTrue();
    }
}
