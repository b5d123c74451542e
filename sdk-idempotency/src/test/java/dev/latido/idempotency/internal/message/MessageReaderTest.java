package dev.latido.idempotency.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.core.Envelope;
import dev.latido.core.JacksonCodec;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PayloadException;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.ReceivedMessages;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.WithoutId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

    private final ReceivedMessages messages = new ReceivedMessages();
    private final MessageReader<Double> reader = reader(IdSource.payload(), WithoutId.DEAD_LETTER);

    private MessageReader<Double> reader(IdSource ids, WithoutId withoutId) {
        return new MessageReader<>(JacksonCodec.create(), Double.class, ids, withoutId, "g", false);
    }

    private DecodedMessage<Double> read(String payload) {
        return reader.read(messages.message(payload));
    }

    @Test
    void shouldReadAMessage() {
        DecodedMessage<Double> message = read("{\"id\":\"gw:1:1\",\"ts\":1732272000000,\"v\":21.3}");

        assertThat(message.id()).isEqualTo("gw:1:1");
        assertThat(message.value()).isEqualTo(21.3);
        assertThat(message.time()).contains(Instant.ofEpochMilli(1_732_272_000_000L));
        assertThat(message.topic()).hasToString("acme/v1/evt/planta-1/norte/gw/temp");
        assertThat(message.attempt()).isEqualTo(1);
        assertThat(message.retained()).isTrue();
        assertThat(message.userProperties()).containsExactly(Map.entry("site", "planta-1"));
        assertThat(message).hasToString("gw:1:1 on acme/v1/evt/planta-1/norte/gw/temp");
        assertThat(message.withAttempt(4).attempt()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheUserProperties() {
        DecodedMessage<Double> message =
                reader.read(messages.with("{\"id\":\"a\",\"v\":1}", Map.of("site", "planta-1"), null));

        assertThat(message.userProperties()).containsExactly(Map.entry("site", "planta-1"));
        assertThat(message.retained()).isFalse();
    }

    @Test
    void shouldHaveNoTimeWhenThePayloadHasNone() {
        DecodedMessage<Double> message = read("{\"id\":\"a\",\"v\":1}");

        assertThat(message.time()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"v\":1} | no message id",
                "{\"id\":\"\",\"v\":1} | no message id",
                "{\"id\":null,\"v\":1} | no message id",
                "{\"id\":\"a\"} | no value",
                "{\"id\":\"a\",\"v\":null} | no value",
                "{\"id\":\"a\\u0000b\",\"v\":1} | U+0000",
                "{\"id\":\"a\\ud800b\",\"v\":1} | surrogate",
                "{\"id\":\"\\udc00\\ud800\",\"v\":1} | surrogate",
                "{\"id\":\"a\",\"v\":\"x\"} | not the JSON",
                "21.3 | not a JSON object"
            })
    void shouldSayWhatIsWrong(String payload, String problem) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> read(payload))
                .withMessageContaining(problem);
    }

    @Test
    void shouldTakeIdsUpToTheLongestThatStoresTake() {
        String longest = "x".repeat(MessageReader.LONGEST_ID);

        assertThat(read("{\"id\":\"" + longest + "\",\"v\":1}").id()).isEqualTo(longest);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> read("{\"id\":\"" + longest + "x\",\"v\":1}"))
                .withMessageContaining("256");
    }

    @Test
    void shouldTakeAnyLettersInAnId() {
        assertThat(read("{\"id\":\"a\u00f1o \uD83D\uDE00\",\"v\":1}").id()).isEqualTo("a\u00f1o \uD83D\uDE00");
    }

    @Test
    void shouldSayThatTheCodecFailedWhenItThrowsSomethingElse() {
        MessageReader<Double> failing = new MessageReader<>(
                new FailingCodec(), Double.class, IdSource.payload(), WithoutId.DEAD_LETTER, "g", false);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> failing.read(messages.message("{}")))
                .withMessage("the codec failed: IllegalStateException")
                .satisfies(e -> assertThat(e.getCause())
                        .hasMessageStartingWith("java.lang.IllegalStateException")
                        .message()
                        .doesNotContain("on purpose"));
    }

    @Test
    void shouldTakeIdAndTimeFromUserPropertiesWhenThePayloadHasNone() {
        InboundMessage inbound =
                messages.with("{\"v\":1}", Map.of("latido-id", "gw:1:7", "latido-ts", "1732272000000"), null);

        DecodedMessage<Double> message = reader.read(inbound);

        assertThat(message.id()).isEqualTo("gw:1:7");
        assertThat(message.time()).contains(Instant.ofEpochMilli(1_732_272_000_000L));
    }

    @Test
    void shouldPreferTheIdInThePayload() {
        assertThat(reader.read(messages.with("{\"id\":\"a\",\"v\":1}", Map.of("latido-id", "b"), null))
                        .id())
                .isEqualTo("a");
    }

    @Test
    void shouldSayWhatIsWrongWithATimeInAUserProperty() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        reader.read(messages.with("{\"id\":\"a\",\"v\":1}", Map.of("latido-ts", "yesterday"), null)))
                .withMessageContaining("latido-ts");
    }

    @Test
    void shouldTakeTheIdFromWhereItIsSaidToBe() {
        String payload = "{\"id\":\"no\",\"v\":1,\"header\":{\"nr\":42,\"name\":\"x\"}}";
        byte[] correlation = "c-1".getBytes(StandardCharsets.UTF_8);
        InboundMessage inbound = messages.with(payload, Map.of("event", "e-1"), correlation);

        assertThat(id(IdSource.payload("/header/nr"), inbound)).isEqualTo("42");
        assertThat(id(IdSource.payload("/header/name"), inbound)).isEqualTo("x");
        assertThat(id(IdSource.userProperty("event"), inbound)).isEqualTo("e-1");
        assertThat(id(IdSource.correlationData(), inbound)).isEqualTo("c-1");
        assertThat(id(message -> Optional.of(message.topic().level(0) + message.payload().length), inbound))
                .isEqualTo("acme" + payload.length());
    }

    @Test
    void shouldWriteCorrelationDataThatIsNoTextInHexadecimal() {
        InboundMessage inbound = messages.with("{\"v\":1}", Map.of(), new byte[] {(byte) 0xff, 0x01});

        assertThat(id(IdSource.correlationData(), inbound)).isEqualTo("ff01");
    }

    private String id(IdSource ids, InboundMessage inbound) {
        return reader(ids, WithoutId.DEAD_LETTER).read(inbound).id();
    }

    @Test
    void shouldFindNoIdWhereThereIsNone() {
        InboundMessage inbound = messages.with("{\"id\":\"no\",\"v\":1,\"header\":{}}", Map.of(), null);

        for (IdSource ids : List.of(
                IdSource.payload("/header"),
                IdSource.payload("/nothing"),
                IdSource.userProperty("event"),
                IdSource.correlationData())) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> id(ids, inbound))
                    .withMessageContaining("no message id");
        }
    }

    @Test
    void shouldSayThatTheSourceOfIdsFailed() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> id(
                        message -> {
                            throw new IllegalStateException("on purpose");
                        },
                        messages.message("{\"v\":1}")))
                .withMessage("the source of ids failed: IllegalStateException");
    }

    @Test
    void shouldRefuseWhatIsNoJsonPointer() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdSource.payload("id"));
        assertThatIllegalArgumentException().isThrownBy(() -> IdSource.payload(""));
    }

    @Test
    void shouldMakeAnIdOfTopicAndPayloadWhenToldSo() {
        MessageReader<Double> hashing = reader(IdSource.payload(), WithoutId.HASH);

        String first = hashing.read(messages.message("{\"v\":1}")).id();

        assertThat(first).startsWith("sha256:").hasSize(71);
        assertThat(hashing.read(messages.message("{\"v\":1}")).id()).isEqualTo(first);
        assertThat(hashing.read(messages.message("{\"v\":2}")).id()).isNotEqualTo(first);
        assertThat(hashing.read(messages.message("{\"id\":\"a\",\"v\":2}")).id())
                .isEqualTo("a");
    }

    @Test
    void shouldRememberAReplayUnderAnIdOfItsOwn() {
        DecodedMessage<Double> first = read("{\"id\":\"a\",\"v\":1}");
        DecodedMessage<Double> replay = reader.read(
                messages.with("{\"id\":\"a\",\"v\":1}", Map.of("latido-replay", "2", "latido-group", "g"), null));
        DecodedMessage<Double> othersReplay = reader.read(
                messages.with("{\"id\":\"a\",\"v\":1}", Map.of("latido-replay", "2", "latido-group", "other"), null));

        assertThat(first.key("g")).isEqualTo(new MessageKey("g", "a#acme/v1/evt/planta-1/norte/gw/temp"));
        assertThat(replay.id()).isEqualTo("a");
        assertThat(replay.key("g")).isEqualTo(new MessageKey("g", first.seenAs() + "#+replay-2"));
        assertThat(othersReplay.key("g")).isEqualTo(first.key("g"));
    }

    @Test
    void shouldRememberAReplayOfALongIdUnderItsHash() {
        String longest = "x".repeat(MessageReader.LONGEST_ID);
        MessageReader<Double> global = reader(IdSource.payload().global(), WithoutId.DEAD_LETTER);

        DecodedMessage<Double> replay = global.read(messages.with(
                "{\"id\":\"" + longest + "\",\"v\":1}", Map.of("latido-replay", "1", "latido-group", "g"), null));

        assertThat(replay.seenAs()).startsWith("sha256:").hasSizeLessThan(MessageReader.LONGEST_ID);
    }

    @Test
    void shouldTakeAFingerprintOfThePayloadWhenConflictsAreToBeFound() {
        MessageReader<Double> comparing = new MessageReader<>(
                JacksonCodec.create(), Double.class, IdSource.payload(), WithoutId.DEAD_LETTER, "g", true);
        String payload = "{\"id\":\"a\",\"v\":1}";

        assertThat(read(payload).fingerprint()).isEqualTo(MessageKey.NO_FINGERPRINT);
        assertThat(comparing.read(messages.message(payload)).fingerprint())
                .isEqualTo(new MessageKey("g", "a")
                        .withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8))
                        .fingerprint());
    }

    private static final class FailingCodec implements PayloadCodec {

        @Override
        public byte[] encode(Envelope<?> envelope) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
            throw new IllegalStateException("on purpose");
        }
    }
}
