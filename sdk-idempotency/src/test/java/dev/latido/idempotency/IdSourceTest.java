package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdSourceTest {

    private static final IdSource FIRST = IdSource.userProperty("first");
    private static final IdSource SECOND = IdSource.userProperty("second");
    private static final IdSource THIRD = IdSource.userProperty("third");

    private record Arrived(Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties)
            implements IdSource.Received {

        static Arrived on(String topic, String payload) {
            return new Arrived(Topic.unchecked(topic), payload.getBytes(StandardCharsets.UTF_8), List.of());
        }

        static Arrived with(String first, String second, String third) {
            return new Arrived(
                    Topic.unchecked("a"),
                    new byte[0],
                    List.of(Map.entry("first", first), Map.entry("second", second), Map.entry("third", third)));
        }

        @Override
        public Optional<byte[]> correlationData() {
            return Optional.empty();
        }

        @Override
        public Optional<String> envelopeId() {
            return Optional.empty();
        }
    }

    @Test
    void shouldTakeALevelOfTheTopic() {
        assertThat(IdSource.topicLevel(2).idOf(Arrived.on("acme/v1/gw-a/temp", "")))
                .contains("gw-a");
        assertThat(IdSource.topicLevel(4).idOf(Arrived.on("acme/v1/gw-a/temp", "")))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IdSource.topicLevel(-1))
                .withMessage("index must be at least 0, was -1");
    }

    @Test
    void shouldJoinFieldsOfThePayload() {
        IdSource source = IdSource.payload("/ts", "/header/seq");

        assertThat(source.idOf(Arrived.on("a", "{\"ts\":1732272000000,\"header\":{\"seq\":17}}")))
                .contains("1732272000000|17");
        assertThat(source.idOf(Arrived.on("a", "{\"ts\":1732272000000,\"header\":{}}")))
                .isEmpty();
        assertThat(source.idOf(Arrived.on("a", "{\"ts\":\"\",\"header\":{\"seq\":17}}")))
                .isEmpty();
        assertThat(source.idOf(Arrived.on("a", "no JSON"))).isEmpty();
    }

    @Test
    void shouldJoinSources() {
        IdSource source = IdSource.topicLevel(2).and(IdSource.payload("/ts", "/seq"));

        assertThat(source.idOf(Arrived.on("acme/v1/gw-a/temp", "{\"ts\":5,\"seq\":1}")))
                .contains("gw-a|5|1");
        assertThat(source.idOf(Arrived.on("acme/v1", "{\"ts\":5,\"seq\":1}"))).isEmpty();
        assertThat(source.global().idOf(Arrived.on("acme/v1/gw-a/temp", "{\"ts\":5,\"seq\":1}")))
                .contains("gw-a|5|1");
        assertThat(source.global()
                        .and(message -> Optional.of("x"))
                        .idOf(Arrived.on("acme/v1/gw-a/temp", "{\"ts\":5,\"seq\":1}")))
                .contains("gw-a|5|1|x");
    }

    @Test
    void shouldNotJoinDifferentPartsToOneId() {
        List<String> parts = List.of("|", "\\", "a", "|a", "a|", "\\|", "|\\", "\\\\", "a|b", "a\\|b", "||", "\\a");
        IdSource both = FIRST.and(SECOND);
        IdSource all = FIRST.and(SECOND).and(THIRD);
        IdSource allAgain = FIRST.and(SECOND.and(THIRD));
        Set<String> ids = new HashSet<>();
        for (String first : parts) {
            for (String second : parts) {
                assertThat(ids.add(both.idOf(Arrived.with(first, second, "")).orElseThrow()))
                        .as(first + " and " + second)
                        .isTrue();
                for (String third : parts) {
                    Arrived message = Arrived.with(first, second, third);
                    String id = all.idOf(message).orElseThrow();
                    assertThat(ids.add(id))
                            .as(first + " and " + second + " and " + third)
                            .isTrue();
                    assertThat(allAgain.idOf(message)).contains(id);
                }
            }
        }
    }

    @Test
    void shouldHashWhatIsJoinedToMoreThanAStoreTakes() {
        String half = "x".repeat(128);

        assertThat(FIRST.and(SECOND).idOf(Arrived.with(half, half.substring(1), "")))
                .contains(half + "|" + half.substring(1));
        assertThat(FIRST.and(SECOND).idOf(Arrived.with(half, half, "")).orElseThrow())
                .startsWith("sha256:")
                .hasSize(71);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without its check may do
    void shouldNameParametersThatAreNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> IdSource.payload("/a", (String[]) null))
                .withMessage("more must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> IdSource.payload("/a", (String) null))
                .withMessage("pointer must not be null");
        assertThatNullPointerException().isThrownBy(() -> FIRST.and(null)).withMessage("other must not be null");
        assertThatIllegalArgumentException().isThrownBy(() -> IdSource.payload("/a", "b"));
    }
}
