package dev.latido.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latido.core.JacksonCodec;
import dev.latido.core.PayloadCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

class JacksonCodecContractTest extends PayloadCodecContract<JacksonCodecContractTest.Reading> {

    private static final List<byte[]> EMPTY = Stream.of(
                    "{}", " { } ", "{\"id\":null,\"ts\":null,\"v\":null}", "{\"x\":1}")
            .map(json -> json.getBytes(UTF_8))
            .toList();

    record Reading(String unit, double celsius, @Nullable Instant calibrated, Map<String, List<Integer>> more) {}

    JacksonCodecContractTest() {
        super(Reading.class);
    }

    @Override
    protected PayloadCodec codec() {
        return JacksonCodec.create();
    }

    @Override
    protected List<Reading> samples() {
        return List.of(
                new Reading("C", 21.5, null, Map.of()),
                new Reading("", -Double.MAX_VALUE, Instant.EPOCH, Map.of("a", List.of(1, 2, Integer.MIN_VALUE))),
                new Reading("añ\"\u0000\uD83D\uDE00", Double.MIN_VALUE, Instant.MAX, Map.of("", List.of())));
    }

    @Override
    protected List<byte[]> payloadsWithoutParts() {
        return EMPTY;
    }

    @Nested
    class Numbers extends PayloadCodecContract<Double> {

        Numbers() {
            super(Double.class);
        }

        @Override
        protected PayloadCodec codec() {
            return JacksonCodec.create();
        }

        @Override
        protected List<Double> samples() {
            return List.of(21.3, 0.0, -0.0, Double.MAX_VALUE, Double.MIN_VALUE, 1e-9);
        }

        @Override
        protected List<byte[]> payloadsWithoutParts() {
            return EMPTY;
        }
    }
}
