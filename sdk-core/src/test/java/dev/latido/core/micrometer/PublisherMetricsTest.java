package dev.latido.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publisher without a broker, and outcomes told by hand. */
class PublisherMetricsTest {

    private static final Topic TOPIC = Topic.unchecked("a");
    private static final OutboxMessage MESSAGE =
            new OutboxMessage(1, "gw:1:1", TOPIC, new byte[1], DeliveryOptions.DEFAULTS, Instant.EPOCH);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MqttConnection connection = MqttConnection.builder()
            .broker("mqtt://127.0.0.1:1")
            .clientId("gw-a72f")
            .withoutPresence("test")
            .closeTimeout(Duration.ofMillis(10))
            .start();

    @AfterEach
    void close() {
        connection.close();
    }

    private double count(String name, String... tags) {
        return registry.get(name)
                .tag("client.id", "gw-a72f")
                .tags(tags)
                .counter()
                .count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tag("client.id", "gw-a72f").tags(tags).gauge().value();
    }

    @Test
    void shouldShowWhatWaits() {
        ResilientPublisher publisher = ResilientPublisher.builder(connection)
                .outbox(MemoryOutbox.bounded(2, 10_000))
                .listener(PublisherMetrics.to(registry, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1))))
                .build();

        publisher.publish(TOPIC, 1);
        publisher.publish(TOPIC, 2);
        publisher.publish(TOPIC, 3);

        assertThat(count("latido.publisher.published")).isEqualTo(2);
        assertThat(count("latido.publisher.not.stored")).isEqualTo(1);
        assertThat(gauge("latido.publisher.backlog.messages")).isEqualTo(2);
        assertThat(gauge("latido.publisher.backlog.bytes"))
                .isEqualTo((double) publisher.backlog().bytes());
        assertThat(gauge("latido.publisher.backlog.age")).isBetween(60.0, 120.0);
        assertThat(gauge("latido.publisher.in.flight")).isZero();
        assertThat(gauge("latido.connection.state", "state", "connecting")).isEqualTo(1);
        assertThat(gauge("latido.connection.state", "state", "connected")).isZero();
        assertThat(gauge("latido.connection.certificate.days")).isNaN();

        publisher.close();
        assertThat(count("latido.publisher.lost")).isEqualTo(2);
        assertThat(registry.find("latido.publisher.in.flight").gauge()).isNull();
        assertThat(registry.find("latido.connection.state").gauges()).isEmpty();
    }

    @Test
    void shouldCountOutcomesByTheirCode() {
        PublisherMetrics metrics = PublisherMetrics.to(registry);
        ResilientPublisher.builder(connection).listener(metrics).build();

        metrics.acknowledged(MESSAGE, new Acknowledgement(0), Duration.ofMillis(30));
        metrics.acknowledged(MESSAGE, new Acknowledgement(16), Duration.ofMillis(50));
        metrics.rejected(MESSAGE, new PublishRejectedException(MESSAGE, 135, "not authorized", null));
        metrics.rejected(MESSAGE, PayloadTooLargeException.forBroker(MESSAGE, 30, 5));
        metrics.retried(MESSAGE, 151, Duration.ZERO);
        metrics.retried(MESSAGE, 151, Duration.ZERO);
        metrics.dropped(MESSAGE);
        metrics.expired(MESSAGE);
        metrics.leftInStore(MESSAGE);
        metrics.notStored(MESSAGE, new OutboxFullException(MESSAGE, "full"));
        metrics.reconnected();

        assertThat(count("latido.publisher.acknowledged")).isEqualTo(2);
        assertThat(count("latido.publisher.rejected", "code", "135")).isEqualTo(1);
        assertThat(count("latido.publisher.rejected", "code", "149")).isEqualTo(1);
        assertThat(count("latido.publisher.retried", "code", "151")).isEqualTo(2);
        assertThat(count("latido.publisher.dropped")).isEqualTo(1);
        assertThat(count("latido.publisher.expired")).isEqualTo(1);
        assertThat(count("latido.publisher.left.in.store")).isEqualTo(1);
        assertThat(count("latido.publisher.not.stored")).isEqualTo(1);
        assertThat(count("latido.connection.reconnects")).isEqualTo(1);
        Timer timer = registry.get("latido.publisher.acknowledgement").timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(80);
        assertThat(timer.takeSnapshot().percentileValues())
                .extracting(value -> value.percentile())
                .containsExactly(0.5, 0.95, 0.99);
    }

    @Test
    void shouldBeForOnePublisher() {
        PublisherMetrics metrics = PublisherMetrics.to(registry);
        ResilientPublisher.builder(connection).listener(metrics).build();

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        ResilientPublisher.builder(connection).listener(metrics).build())
                .withMessage("PublisherMetrics serve one publisher; create one for each");
    }
}
