package dev.latido.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.JacksonCodec;
import dev.latido.core.PayloadException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads come from anybody who may publish on the topic. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class EnvelopeFuzzTest {

    private static final JacksonCodec CODEC = JacksonCodec.create();
    private static final List<Class<?>> TYPES = List.of(
            Double.class,
            Integer.class,
            Long.class,
            String.class,
            BigDecimal.class,
            BigInteger.class,
            Object.class,
            Map.class,
            double[].class,
            Reading.class);

    private static final String[] TOKENS =
            ("{ } [ ] [[ {\"v\": {\"a\": \"id\": \"ts\": \"v\": , : \" \\ \\u \\ud800 null true 9 0 - e9 1e999999999 .5 NaN"
                            + " 1, {}, [], \"x\":1, /* \0")
                    .split(" ");

    record Reading(String unit, double value, List<Reading> parts) {}

    /** A sample's value, as the type writes it. */
    private static String value(Class<?> type) {
        if (type == String.class) {
            return "\"21.5\"";
        }
        if (type == double[].class) {
            return "[21.5,-3]";
        }
        return type == Map.class || type == Reading.class
                ? "{\"unit\":\"C\",\"value\":21.5,\"parts\":[{\"unit\":\"C\"}]}"
                : "21";
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseWhateverArrives(long seed) {
        for (Class<?> type : TYPES) {
            Fuzz.Answers answers = Fuzz.of(payload -> CODEC.decode(payload, type))
                    .samples(
                            "{\"id\":\"gw-a72f:1:42\",\"ts\":1732272000000,\"v\":" + value(type) + "}",
                            "{\"v\":" + value(type) + ",\"meta\":{\"a\":[1,{\"b\":null}]},\"id\":17,"
                                    + "\"ts\":\"2024-11-22T10:40:00Z\"}")
                    .tokens(TOKENS)
                    .documented(PayloadException.class)
                    .allocating(64 << 10, 128)
                    .run(seed, 1_000);

            assertThat(answers.read()).as("payloads read as %s", type).isPositive();
            assertThat(answers.refused()).as("payloads refused as %s", type).isPositive();
        }
    }
}
