package dev.latido.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.Topic;
import dev.latido.idempotency.SeenStore.Commit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids come from any producer. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class IdFuzzTest {

    private static final int LONGEST_ID = 256;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String GROUP = "g";

    /** A message of nothing but what is parsed. */
    private record Parsed(byte[] payload, Optional<byte[]> correlationData) implements IdSource.Received {

        @Override
        public Topic topic() {
            return Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");
        }

        @Override
        public List<Map.Entry<String, String>> userProperties() {
            return List.of();
        }

        @Override
        public Optional<String> envelopeId() {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldFindAnIdInJsonOrNone(long seed) {
        IdSource source = IdSource.payload("/header/ids/1");
        Set<String> found = new HashSet<>();

        Fuzz.of(payload -> source.idOf(new Parsed(payload, Optional.empty())).ifPresent(found::add))
                .samples(
                        "{\"header\":{\"ids\":[\"gw-a72f:1:41\",\"gw-a72f:1:42\"]},\"v\":21.3}",
                        "{\"v\":[{\"x\":null}],\"header\":{\"ids\":[0,17,2.5],\"ids2\":{}}}")
                .tokens("{ } [ ] {\"header\": \"ids\":[ , : \" \\u 9 e9 null {},".split(" "))
                .allocating(64 << 10, 128)
                .run(seed, 5_000);

        assertThat(found).contains("gw-a72f:1:42", "17").hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldMakeAnIdOfAnyCorrelationData(long seed) {
        Fuzz.Answers answers = Fuzz.of(data -> assertThat(
                                IdSource.correlationData().idOf(new Parsed(new byte[0], Optional.of(data))))
                        .isPresent())
                .samples("gw-a72f:1:42", "año €")
                .tokens("a", "\u00ff", "\u00e9")
                .allocating(64 << 10, 32)
                .run(seed, 5_000);

        assertThat(answers.refused()).isZero();
    }

    /** An id is what it is, numbered or not: seen if the very same text was, and only then. */
    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldTellEveryIdFromEveryOther(long seed) {
        MemorySeenStore store = MemorySeenStore.create();
        Set<String> seen = new HashSet<>();

        Fuzz.of(text -> {
                    String id = new String(text, StandardCharsets.UTF_8);
                    MessageKey key = new MessageKey(GROUP, id.substring(0, Math.min(id.length(), LONGEST_ID)));
                    Claim claim = store.claim(key, "test", LEASE);
                    assertThat(claim instanceof Claim.Granted).as(key.id()).isEqualTo(seen.add(key.id()));
                    if (claim instanceof Claim.Granted granted) {
                        assertThat(store.commit(key, granted.fence())).isEqualTo(Commit.OK);
                    } else {
                        assertThat(claim).isInstanceOf(Claim.Done.class);
                    }
                })
                .samples(
                        "gw-a72f:1:42",
                        "a:0:0",
                        "a:1:999999999999999999",
                        "a:1:1000000000000000000",
                        "a:999999999999999999:1",
                        "a:b:7:7",
                        "::1:1",
                        "3f2b8c1e-77aa-4d2e-9f11-0c5b7e1d2a34",
                        "año:1:2")
                .tokens(":", "::", "0", "9", "00", "-1", ":1:", "a", "+", " ", "\0")
                .allocating(64 << 10, 64)
                .run(seed, 5_000);

        assertThat(seen).hasSizeGreaterThan(1_000);
    }
}
