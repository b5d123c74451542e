package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A delivery with its arrival time and number. */
final class RecordedMessage implements ProbedMessage {

    private final long number;
    private final Instant arrivedAt;
    private final PublishPacket delivery;
    private final Payload payload;
    private final Function<? super ProbedMessage, String> key;

    RecordedMessage(
            long number, Instant arrivedAt, PublishPacket delivery, Function<? super ProbedMessage, String> key) {
        this.number = number;
        this.arrivedAt = arrivedAt;
        this.delivery = delivery;
        this.payload = new Payload(delivery.payload());
        this.key = key;
    }

    static String idOrText(ProbedMessage message) {
        return message.id().orElseGet(message::text);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Instant arrivedAt() {
        return arrivedAt;
    }

    @Override
    public String topic() {
        return delivery.topic();
    }

    @Override
    public byte[] payload() {
        return payload.bytes();
    }

    Payload content() {
        return payload;
    }

    @Override
    public String text() {
        return payload.text();
    }

    @Override
    public int qos() {
        return delivery.qos();
    }

    @Override
    public boolean retained() {
        return delivery.retained();
    }

    @Override
    public boolean dup() {
        return delivery.dup();
    }

    @Override
    public List<Map.Entry<String, String>> userProperties() {
        return delivery.properties().userProperties();
    }

    @Override
    public Optional<String> contentType() {
        return Optional.ofNullable(delivery.properties().contentType());
    }

    @Override
    public Optional<String> id() {
        return Optional.ofNullable(payload.id());
    }

    @Override
    public <T> Optional<T> value(Class<T> type) {
        Objects.requireNonNull(type, "type must not be null");
        JsonNode value = payload.value();
        return value == null || value.isNull() ? Optional.empty() : Optional.of(payload.value(value, type));
    }

    @Override
    public String key() {
        return Objects.requireNonNull(key.apply(this), "the key function must not return null");
    }

    @Override
    public String toString() {
        return FailureText.of(this);
    }
}
