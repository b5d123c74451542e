package dev.latido.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JacksonCodecTest {

    private static final Instant TIME = Instant.ofEpochMilli(1_732_272_000_000L);

    private final JacksonCodec codec = JacksonCodec.create();

    record Reading(String unit, double celsiusValue) {}

    private String encoded(Object value) {
        return new String(codec.encode(Envelope.of("gw-a72f:1:42", TIME, value)), UTF_8);
    }

    private <T> Envelope<T> decoded(String json, Class<T> type) {
        return codec.decode(json.getBytes(UTF_8), type);
    }

    @Test
    void shouldWriteTheCoursesBytesWhenTheValueIsANumber() {
        assertThat(encoded(21.3)).isEqualTo("{\"id\":\"gw-a72f:1:42\",\"ts\":1732272000000,\"v\":21.3}");
    }

    @Test
    void shouldWriteNumbersAsJacksonDoes() {
        JacksonCodec byJackson = JacksonCodec.of(JsonMapper.shared());
        Random random = new Random(42);
        List<Object> values = new ArrayList<>(List.of(
                0.0,
                -0.0,
                1e-5,
                1e7,
                1e21,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE));
        for (int i = 0; i < 2_000; i++) {
            values.add(Double.longBitsToDouble(random.nextLong()));
            values.add(random.nextLong());
            values.add(random.nextInt());
        }

        assertThat(values).allSatisfy(value -> {
            Envelope<Object> envelope = Envelope.of("gw-a72f:1:42", TIME, value);
            assertThat(codec.encode(envelope)).asString(UTF_8).isEqualTo(new String(byJackson.encode(envelope), UTF_8));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a\\b", "a\nb", "\0", "\u007f", "ñ", "€", "\uD83D\uDE00", "a/b c~"})
    void shouldWriteIdsAsJacksonDoes(String id) {
        Envelope<Object> envelope = Envelope.of(id, TIME, 1);

        assertThat(codec.encode(envelope))
                .asString(UTF_8)
                .isEqualTo(new String(JacksonCodec.of(JsonMapper.shared()).encode(envelope), UTF_8));
    }

    @Test
    void shouldWriteAStringWhenTheValueIsText() {
        assertThat(encoded("añ\"o")).isEqualTo("{\"id\":\"gw-a72f:1:42\",\"ts\":1732272000000,\"v\":\"añ\\\"o\"}");
    }

    @Test
    void shouldWriteAnObjectWhenTheValueIsARecord() {
        assertThat(encoded(new Reading("C", 21.5)))
                .isEqualTo("{\"id\":\"gw-a72f:1:42\",\"ts\":1732272000000,"
                        + "\"v\":{\"unit\":\"C\",\"celsiusValue\":21.5}}");
    }

    @Test
    void shouldLeaveOutIdAndTimeWhenTheEnvelopeHasNone() {
        assertThat(codec.encode(new Envelope<>(null, null, 1))).asString(UTF_8).isEqualTo("{\"v\":1}");
    }

    @Test
    void shouldReadWhatItWrote() {
        Envelope<Reading> envelope = Envelope.of("gw:1:1", TIME, new Reading("C", -3.25));

        assertThat(codec.decode(codec.encode(envelope), Reading.class)).isEqualTo(envelope);
    }

    @Test
    void shouldUseTheApplicationsMapperWhenGivenOne() {
        JacksonCodec own = JacksonCodec.of(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build());

        byte[] payload = own.encode(Envelope.of("a", TIME, new Reading("C", 1)));

        assertThat(payload).asString(UTF_8).contains("\"celsius_value\":1.0");
        assertThat(own.decode(payload, Reading.class).value()).isEqualTo(new Reading("C", 1));
    }

    @Test
    void shouldNameTheTypeWhenAValueCannotBeWritten() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> encoded(cyclic))
                .withMessageContaining("java.util.ArrayList");
    }

    @Test
    void shouldRefuseATimeThatMillisecondsCannotCount() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encode(Envelope.of("a", Instant.MAX, 1)));
    }

    @Test
    void shouldPassOverFieldsThatItDoesNotKnow() {
        Envelope<Double> envelope = decoded(
                "{\"seq\":7,\"id\":\"a\",\"meta\":{\"id\":\"no\",\"v\":[{\"v\":9}],\"ts\":{}},\"v\":2.5,\"l\":[[],1],"
                        + "\"ts\":5,\"end\":null}",
                Double.class);

        assertThat(envelope).isEqualTo(Envelope.of("a", Instant.ofEpochMilli(5), 2.5));
    }

    @Test
    void shouldPassOverUnknownFieldsInsideTheValue() {
        assertThat(decoded("{\"v\":{\"unit\":\"C\",\"more\":{\"x\":1},\"celsiusValue\":1}}", Reading.class)
                        .value())
                .isEqualTo(new Reading("C", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", " { } ", "{\"id\":null,\"ts\":null,\"v\":null}", "{\"id\":{\"id\":\"x\"},\"ts\":[1]}"})
    void shouldGiveNothingForPartsThatAreMissing(String json) {
        assertThat(decoded(json, Double.class)).isEqualTo(new Envelope<Double>(null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "\"17\""})
    void shouldTakeANumberAsId(String id) {
        assertThat(decoded("{\"v\":1,\"id\":" + id + "}", Integer.class).id()).isEqualTo("17");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1732272000000",
                "1732272000000.2",
                "1.732272e12",
                "\"2024-11-22T10:40:00Z\"",
                "\"2024-11-22T10:40:00.000Z\""
            })
    void shouldReadTheTimeFromMillisecondsAndFromText(String ts) {
        assertThat(decoded("{\"ts\":" + ts + "}", Integer.class).time()).isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "21.3",
                "\"text\"",
                "[{\"v\":1}]",
                "NaN",
                "{",
                "{\"v\"",
                "{\"v\":",
                "{\"v\":1",
                "{\"v\":1,",
                "{\"v\":1}}",
                "{\"v\":1} {\"v\":2}",
                "{\"v\":1}x",
                "{\"v\":NaN}",
                "{\"v\":Infinity}",
                "{\"v\":\"secret\"}",
                "{\"v\":{}}",
                "{\"v\":99999999999}",
                "{\"ts\":\"yesterday, secret\"}",
                "{\"ts\":99999999999999999999}",
                "{v:1}",
                "{'v':1}",
                "\u0000"
            })
    void shouldRefuseWhatIsNoEnvelopeWithoutShowingIt(String json) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded(json, Integer.class))
                .withMessageNotContaining("secret");
    }

    record Line(String name, int count) {}

    record Order(List<Line> lines) {}

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of("{\"v\":\"secret\"}", Integer.class, "field 'v' at line 1, column 6 is not a "),
                Arguments.of(
                        "{\"v\":{\"lines\":[{\"count\":1},\n{\"count\":\"secret\"}]}}",
                        Order.class,
                        "field 'v.lines[1].count' at line 2, column 10 is not a int "),
                Arguments.of(
                        "{\"v\":{\"lines\":{\"secret\":1}}}", Order.class, "field 'v.lines' at line 1, column 15 "),
                Arguments.of("{\"v\":secret}", Integer.class, "at line 1, column 6 (StreamReadException)"),
                Arguments.of("{\"x\":{\"secret\" 1}}", Integer.class, "field 'x' at line 1, column "),
                Arguments.of("secret", Integer.class, "at line 1, column "));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void shouldNameFieldAndPositionAndTypeButNeverTheValue(String json, Class<?> type, String problem) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded(json, type))
                .withMessageContaining(problem)
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString())
                            .contains("Caused by: tools.jackson.", "at tools.jackson.")
                            .doesNotContain("secret");
                });
    }

    @Test
    void shouldRefuseNestingWithoutEnd() {
        String bomb = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> decoded(bomb, Integer.class));
    }

    @Test
    void shouldRefuseNumbersWithoutEnd() {
        String digits = "9".repeat(100_000);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded("{\"v\":" + digits + "}", Integer.class));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded("{\"ts\":" + digits + "}", Integer.class));
    }

    @Test
    void shouldRefuseNumbersThatBigDecimalDoesNotTake() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded("{\"v\":1e99999999999}", BigDecimal.class))
                .withMessageContaining("field 'v'")
                .satisfies(e -> assertThat(e.getCause()).hasMessageStartingWith("java.lang.NumberFormatException"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Double.class, String.class, Integer.class, Reading.class, Map.class, Object.class})
    void shouldEitherReadOrRefuseWhateverArrives(Class<?> type) {
        Random random = new Random(type.getName().hashCode());
        int read = 0;
        int refused = 0;

        for (int i = 0; i < 3_400; i++) {
            byte[] payload = strange(random);
            try {
                codec.decode(payload, type);
                read++;
            } catch (PayloadException expected) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("payload " + new String(payload, StandardCharsets.ISO_8859_1), e);
            }
        }

        assertThat(read).as("inputs that could be read").isPositive();
        assertThat(refused).as("inputs that could not").isPositive();
    }

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\"id\":",
            "\"ts\":",
            "\"v\":",
            "\"x\":",
            "null",
            "true",
            "1",
            "-1",
            "1e9",
            "1e999",
            "0.5",
            "NaN",
            "\"2024-11-22T10:40:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"\\ud800\"",
            "\\u",
            "{\"unit\":\"C\"}",
            "[[]]",
            " ",
            "\u0000",
            "é",
            "\uFEFF",
            "//",
            "99999999999999999999",
            "1732272000000");

    private static byte[] strange(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> noise(random);
            case 1 -> mutated(random, sample(random).getBytes(UTF_8));
            case 2 -> mutated(random, sample(random).getBytes(StandardCharsets.UTF_16));
            case 3 -> pieces(random).getBytes(UTF_8);
            default -> mutated(random, utf32(sample(random)));
        };
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String sample(Random random) {
        String value = PIECES.get(random.nextInt(PIECES.size()));
        return "{\"id\":\"gw:1:" + random.nextInt() + "\",\"ts\":" + random.nextLong() + ",\"x\":{\"y\":[1,{}]},\"v\":"
                + (random.nextBoolean() ? "21.5" : value) + "}";
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder("{");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append(random.nextBoolean() ? "}" : "").toString();
    }

    private static byte[] utf32(String text) {
        byte[] bytes = new byte[4 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            bytes[4 * i + 3] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static byte[] mutated(Random random, byte[] bytes) {
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(3) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
