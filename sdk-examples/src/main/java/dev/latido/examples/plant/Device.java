package dev.latido.examples.plant;

import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** One physical device with its own connection, client id, credentials and presence. */
final class Device implements AutoCloseable {

    static final String AREA = "rooftop";

    /** Half of the capacity of an outbox, so that the device waits before its outbox is full. */
    private static final int MOST_UNACKNOWLEDGED = 5_000;

    private final Measure measure;
    private final MqttConnection connection;
    private final ResilientPublisher publisher;
    private final Topic topic;
    private final Semaphore room = new Semaphore(MOST_UNACKNOWLEDGED);
    private final LongAdder published = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private Device(Measure measure, MqttConnection connection, Topic topic) {
        this.measure = measure;
        this.connection = connection;
        this.publisher = ResilientPublisher.builder(connection).build();
        this.topic = topic;
    }

    static Device connect(Measure measure, Site site, TopicRoot root, String station) {
        Topic presence = root.presence().site(station).area(AREA).device(measure.device());
        Topic topic =
                root.events().site(station).area(AREA).device(measure.device()).measure(measure.label());
        MqttConnection connection =
                site.troubled(clientId(station, measure)).presence(presence).connect();
        return new Device(measure, connection, topic);
    }

    static String clientId(String station, Measure measure) {
        return station + "-" + measure.device();
    }

    void publish(WeatherRow row) throws InterruptedException {
        room.acquire();
        published.increment();
        publisher
                .publish(topic, new Reading(row.line(), row.at(), measure.of(row)))
                .acknowledged()
                .whenComplete((acknowledgement, failure) -> {
                    room.release();
                    if (failure == null) {
                        acknowledged.increment();
                    } else {
                        failed.increment();
                    }
                });
    }

    boolean drain(Duration timeout) {
        return publisher.drain(timeout);
    }

    long published() {
        return published.sum();
    }

    long acknowledged() {
        return acknowledged.sum();
    }

    long failed() {
        return failed.sum();
    }

    ConnectionState state() {
        return connection.state();
    }

    Measure measure() {
        return measure;
    }

    @Override
    public void close() {
        connection.close();
    }
}
