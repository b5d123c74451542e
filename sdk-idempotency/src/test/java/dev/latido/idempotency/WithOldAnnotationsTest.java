package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.RawCodec;
import dev.latido.core.libraries.OtherLibraries;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribers on a class path with the jackson-annotations of a platform that is made for Jackson 2. */
class WithOldAnnotationsTest {

    /** Starts subscribers and opens a dead-letter box. */
    public static final class Starting implements Callable<List<String>> {

        /** Called by reflection. */
        public Starting() {}

        @Override
        public List<String> call() {
            List<String> said = new ArrayList<>();
            try (MqttConnection connection = MqttConnection.builder()
                            .broker("mqtt://127.0.0.1:1")
                            .clientId("billing-1")
                            .withoutPresence("test")
                            .closeTimeout(Duration.ofMillis(10))
                            .start();
                    DeadLetterBox box = DeadLetterBox.open(connection, TopicFilter.of("dead/letters"))) {
                said.add("box of " + box.letters().size());
                said.add(outcome(() -> builder(connection)
                        .codec(RawCodec.create())
                        .id(IdSource.userProperty("id").and(IdSource.topicLevel(1)))
                        .payload(byte[].class)
                        .handler(message -> {})
                        .latestWins()
                        .start()));
                said.add(outcome(() -> builder(connection)
                        .payload(Double.class)
                        .handler(message -> {})
                        .start()));
                said.add(outcome(() -> IdSource.payload("/ts", "/seq")));
            }
            return said;
        }

        private static IdempotentSubscriber.Builder builder(MqttConnection connection) {
            return IdempotentSubscriber.builder(connection).group("billing").filter(TopicFilter.of("a/b"));
        }

        private static String outcome(Callable<?> call) {
            try {
                return call.call().getClass().getSimpleName();
            } catch (Throwable e) {
                return e.getClass().getSimpleName() + ": " + e.getMessage();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.19.2", "2.21"})
    void shouldNeedJacksonOnlyForACodecThatDoes(String version) throws Exception {
        try (OtherLibraries old = OtherLibraries.with(version, "jackson-annotations")) {
            List<?> said = (List<?>) old.call(Starting.class);

            assertThat(said.get(0)).isEqualTo("box of 0");
            assertThat(said.get(1)).isEqualTo("RunningSubscriber");
            assertThat(said.subList(2, 4))
                    .allSatisfy(failure -> assertThat(failure)
                            .asString()
                            .startsWith(
                                    "IncompatibleLibraryException: Jackson cannot be used: it finds jackson-annotations "
                                            + version));
        }
    }
}
