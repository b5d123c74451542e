package com.example.greenhouse;

import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;

/** The producer: one sensor, one connection. */
public final class HumiditySensor implements AutoCloseable {

    private final MqttConnection connection;
    private final ResilientPublisher publisher;
    private final Topic topic;

    /** Connects a sensor to the broker of the builder. */
    public HumiditySensor(MqttConnection.Builder broker, String bed, String sensor) {
        this.connection = broker.clientId(sensor)
                .presence(Greenhouse.presence(bed, sensor))
                .connect();
        this.publisher = ResilientPublisher.builder(connection).build();
        this.topic = Greenhouse.humidity(bed, sensor);
    }

    /** Publishes a reading in percent. */
    public Publication report(double percent) {
        return publisher.publish(topic, percent);
    }

    @Override
    public void close() {
        connection.close();
    }
}
