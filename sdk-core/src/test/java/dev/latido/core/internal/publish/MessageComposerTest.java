package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MqttVersion;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishRequest;
import dev.latido.core.RawCodec;
import dev.latido.core.TextCodec;
import dev.latido.core.internal.connection.MessageIds;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From value to message. */
class MessageComposerTest {

    private static final Topic TOPIC = Topic.unchecked("a");
    private static final Instant NOW = Instant.parse("2026-11-22T10:40:00.123456789Z");

    private static MessageComposer composer(PayloadCodec codec, MqttVersion version) {
        return new MessageComposer(codec, 100, version, new MessageIds("gw", 7), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static OutboxMessage message(PayloadCodec codec, PublishRequest request) {
        return composer(codec, MqttVersion.MQTT_5).compose(request).numbered(42);
    }

    @Test
    void shouldWriteIdAndTimeIntoTheEnvelope() {
        OutboxMessage message = message(JacksonCodec.create(), PublishRequest.of(TOPIC, 21.3));

        assertThat(message.sequence()).isEqualTo(42);
        assertThat(message.id()).isEqualTo("gw:7:1");
        assertThat(message.createdAt()).isEqualTo(Instant.parse("2026-11-22T10:40:00.123Z"));
        assertThat(new String(message.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"gw:7:1\",\"ts\":1795344000123,\"v\":21.3}");
        assertThat(message.options()).isEqualTo(DeliveryOptions.DEFAULTS);
    }

    @Test
    void shouldSendIdTimeAndTypeBesideAPayloadThatHasNone() {
        OutboxMessage message = message(
                RawCodec.create(), PublishRequest.of(TOPIC, new byte[] {1}).userProperty("line", "1"));

        assertThat(message.payload()).containsExactly(1);
        assertThat(message.options().contentType()).isEqualTo("application/octet-stream");
        assertThat(message.options().userProperties())
                .containsExactly(
                        Map.entry("line", "1"),
                        Map.entry("latido-id", "gw:7:1"),
                        Map.entry("latido-ts", "1795344000123"));
    }

    @Test
    void shouldPreferTheContentTypeOfTheRequest() {
        OutboxMessage message =
                message(TextCodec.create(), PublishRequest.of(TOPIC, "<a/>").contentType("text/xml"));

        assertThat(message.options().contentType()).isEqualTo("text/xml");
    }

    @Test
    void shouldRefuseAPayloadOverTheLimit() {
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> message(RawCodec.create(), PublishRequest.of(TOPIC, new byte[101])))
                .withMessage("payload for a has 101 bytes, the limit is 100; put the content into an object store and"
                        + " publish a reference to it");
        assertThat(message(RawCodec.create(), PublishRequest.of(TOPIC, new byte[100]))
                        .payload())
                .hasSize(100);
    }

    @Test
    void shouldSayAtOnceWhatMqtt3CannotDo() {
        MessageComposer composer = composer(JacksonCodec.create(), MqttVersion.MQTT_3_1_1);
        PublishRequest request = PublishRequest.of(TOPIC, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> composer.compose(
                        request.expiry(Duration.ofSeconds(1)).contentType("a/b").userProperty("line", "1")))
                .withMessage("MQTT 3.1.1 has no message expiry (maxAge of the publisher limits the wait in the outbox),"
                        + " no content type, no user properties, and so no traceparent");
        assertThat(composer.compose(request.retained().exactlyOnce("a test"))).isNotNull();
        assertThatIllegalStateException()
                .isThrownBy(() -> composer(RawCodec.create(), MqttVersion.MQTT_3_1_1))
                .withMessageStartingWith(
                        "RawCodec sends the message id as a user property, which MQTT 3.1.1 does not support");
    }
}
