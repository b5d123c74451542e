package dev.latido.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
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
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE));
        for (int i = 0; i < 2_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            values.add(Double.isFinite(number) ? number : 0.5);
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

    // --- numbers that JSON cannot express ---

    record Nested(String name, @Nullable Double boxed, float single, List<Double> all, Map<String, Object> any) {

        static Nested of(double boxed, float single, Double element, Object any) {
            return new Nested("n", boxed, single, List.of(1.0, element), Map.of("a", List.of(0, any)));
        }
    }

    record Arrays(double[] doubles, float[] floats) {}

    record Loose(Object any, JsonNode tree, Number number, Optional<Double> optional, OptionalDouble primitive) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    sealed interface Typed permits Circle {}

    record Circle(double radius) implements Typed {}

    static Stream<Arguments> unwritable() {
        double nan = Double.NaN;
        double infinity = Double.POSITIVE_INFINITY;
        return Stream.of(
                arguments(nan, "/v"),
                arguments(-infinity, "/v"),
                arguments(Float.NaN, "/v"),
                arguments(Float.NEGATIVE_INFINITY, "/v"),
                arguments(new Reading("K", nan), "/v/celsiusValue"),
                arguments(Nested.of(infinity, 1, 1.0, 1), "/v/boxed"),
                arguments(Nested.of(1, Float.POSITIVE_INFINITY, 1.0, 1), "/v/single"),
                arguments(Nested.of(1, 1, nan, 1), "/v/all/1"),
                arguments(Nested.of(1, 1, 1.0, nan), "/v/any/a/1"),
                arguments(Map.of("x", Map.of("y", Float.NaN)), "/v/x/y"),
                arguments(List.of(1.0, 2.0, nan), "/v/2"),
                arguments(new double[] {1, infinity}, "/v/1"),
                arguments(new float[] {1, Float.NaN}, "/v/1"),
                arguments(new Double[] {1.0, nan}, "/v/1"),
                arguments(new Arrays(new double[] {nan}, new float[0]), "/v/doubles/0"),
                arguments(Optional.of(nan), "/v"),
                arguments(OptionalDouble.of(nan), "/v"),
                arguments(new Circle(nan), "/v/radius"),
                arguments(JsonMapper.shared().createObjectNode().put("deep", nan), "/v/deep"));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void shouldNotWriteNumbersThatJsonCannotExpress(Object value, String path) {
        JsonMapper verbatim = JsonMapper.builder()
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
        for (JacksonCodec each : List.of(codec, JacksonCodec.of(JsonMapper.shared()), JacksonCodec.of(verbatim))) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> each.encode(Envelope.of("gw-a72f:1:42", TIME, value)))
                    .withMessageStartingWith("the number at " + path + " is not finite")
                    .withMessageNotContainingAny("NaN", "Infinity");
        }
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("1e400", Double.class, "/v"),
                arguments("-1e400", Double.class, "/v"),
                arguments("\"NaN\"", Double.class, "/v"),
                arguments("\"Infinity\"", Double.class, "/v"),
                arguments("\"-INF\"", Double.class, "/v"),
                arguments("1e40", Float.class, "/v"),
                arguments("\"NaN\"", Float.class, "/v"),
                arguments("1e400", double.class, "/v"),
                arguments("1e400", Number.class, "/v"),
                arguments("\"NaN\"", Number.class, "/v"),
                arguments("1e400", Object.class, "/v"),
                arguments("{\"a\":[1,1e400]}", Object.class, "/v/a/1"),
                arguments("{\"a\":{\"b\":1e400}}", Map.class, "/v/a/b"),
                arguments("[1,1e400]", List.class, "/v/1"),
                arguments("{\"a\":[1,1e400]}", JsonNode.class, "/v/a/1"),
                arguments("{\"unit\":\"K\",\"celsiusValue\":1e400}", Reading.class, "/v/celsiusValue"),
                arguments("{\"unit\":\"K\",\"celsiusValue\":\"NaN\"}", Reading.class, "/v/celsiusValue"),
                arguments("{\"boxed\":1e400}", Nested.class, "/v/boxed"),
                arguments("{\"single\":1e39}", Nested.class, "/v/single"),
                arguments("{\"all\":[1,\"Infinity\"]}", Nested.class, "/v/all/1"),
                arguments("{\"any\":{\"a\":[1e400]}}", Nested.class, "/v/any/a/0"),
                arguments("{\"doubles\":[1,1e400]}", Arrays.class, "/v/doubles/1"),
                arguments("{\"doubles\":[\"NaN\"]}", Arrays.class, "/v/doubles/0"),
                arguments("{\"floats\":[1e39]}", Arrays.class, "/v/floats/0"),
                arguments("[1,1e400]", double[].class, "/v/1"),
                arguments("[1,1e400]", Double[].class, "/v/1"),
                arguments("{\"any\":1e400}", Loose.class, "/v/any"),
                arguments("{\"tree\":{\"x\":1e400}}", Loose.class, "/v/tree/x"),
                arguments("{\"number\":1e400}", Loose.class, "/v/number"),
                arguments("{\"optional\":1e400}", Loose.class, "/v/optional"),
                arguments("{\"primitive\":\"NaN\"}", Loose.class, "/v/primitive"),
                arguments("{\"radius\":1e400,\"type\":\"circle\"}", Typed.class, "/radius"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void shouldNotReadNumbersThatBecomeInfinite(String value, Class<?> type, String path) {
        for (JacksonCodec each : List.of(codec, JacksonCodec.of(JsonMapper.shared()))) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(
                            () -> each.decode(("{\"id\":\"a\",\"ts\":1,\"v\":" + value + "}").getBytes(UTF_8), type))
                    .withMessageContaining("the number at ")
                    .withMessageContaining(path + " is not finite")
                    .withMessageNotContainingAny("NaN", "Infinity", "1e4");
        }
    }

    @Test
    void shouldNotReadATimeThatIsInfinite() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> decoded("{\"id\":\"a\",\"ts\":1e400,\"v\":1}", Double.class))
                .withMessageContaining("/ts is not finite");
    }

    @Test
    void shouldReadTextAndLargeNumbersThatFitTheirType() {
        assertThat(decoded("{\"v\":\"NaN\"}", String.class).value()).isEqualTo("NaN");
        assertThat(decoded("{\"v\":\"NaN\"}", Object.class).value()).isEqualTo("NaN");
        assertThat(decoded("{\"v\":1e400}", BigDecimal.class).value()).isEqualTo(new BigDecimal("1e400"));
        assertThat(decoded("{\"v\":{\"all\":[1.5],\"single\":2.5}}", Nested.class)
                        .value())
                .returns(List.of(1.5), Nested::all)
                .returns(2.5f, Nested::single)
                .returns(null, Nested::boxed);
    }
}
