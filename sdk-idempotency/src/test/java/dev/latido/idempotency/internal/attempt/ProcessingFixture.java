package dev.latido.idempotency.internal.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Backoff;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The messages, attempts and stores that tests of message processing have in common. */
public final class ProcessingFixture {

    static final String GROUP = "billing";
    static final int ATTEMPTS = 3;
    static final Duration LEASE = Duration.ofMinutes(1);
    static final Backoff BACKOFF = Backoff.between(Duration.ofSeconds(10), Duration.ofSeconds(40));
    static final MessageKey KEY = new MessageKey(GROUP, "gw:1:1");

    static final SubscriberSettings SETTINGS = new SubscriberSettings(
            GROUP,
            List.of(TopicFilter.of("a/#")),
            ATTEMPTS,
            BACKOFF,
            1,
            LEASE,
            Duration.ofMinutes(5),
            10,
            null,
            false,
            Marking.WITH_COMMIT,
            Topic.unchecked("dead"),
            null,
            Integer.MAX_VALUE,
            null,
            List.of(),
            Duration.ofSeconds(1),
            Timing.system());

    static final DecodedMessage<String> MESSAGE = message(KEY.id(), Topic.unchecked("a/b"));

    static DecodedMessage<String> message(String id, Topic topic) {
        return new DecodedMessage<>(id, id, 0, topic, null, "21.3", 1, false, List.of());
    }

    /** Returns a message with the same id and a payload that is compared. */
    static DecodedMessage<String> holding(String payload) {
        long fingerprint =
                KEY.withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8)).fingerprint();
        return new DecodedMessage<>(
                KEY.id(), KEY.id(), fingerprint, Topic.unchecked("a/b"), null, payload, 1, false, List.of());
    }

    /** Returns an attempt at a message with its whole patience left. */
    static Attempt attempt(int number) {
        return new Attempt(number, false, SETTINGS.patience().toNanos(), SETTINGS.timing());
    }

    /** Checks that a message was given up after a failed attempt. */
    static void assertGivenUp(Verdict verdict, String reason, int attempts) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.GivenUp.class, givenUp -> {
            assertThat(givenUp.reason()).isEqualTo(reason);
            assertThat(givenUp.attempts()).isEqualTo(attempts);
            assertThat(givenUp.conflict()).isFalse();
            assertThat(givenUp.cause()).isNotNull();
        });
    }

    private ProcessingFixture() {}

    /** A store whose operations can be made to fail. */
    public static final class Breakable implements SeenStore {

        private final SeenStore store;
        private final Set<String> broken = new HashSet<>();

        public Breakable(SeenStore store) {
            this.store = store;
        }

        public void breakDown(String operation) {
            broken.add(operation);
        }

        public void mend() {
            broken.clear();
        }

        private void check(String operation) {
            if (broken.contains(operation)) {
                throw new SeenStoreException(operation + " failed", null);
            }
        }

        @Override
        public Claim claim(MessageKey key, String owner, Duration lease) {
            check("claim");
            return store.claim(key, owner, lease);
        }

        @Override
        public Hold renew(MessageKey key, long fence, Duration lease) {
            check("renew");
            return store.renew(key, fence, lease);
        }

        @Override
        public Commit commit(MessageKey key, long fence) {
            check("commit");
            return store.commit(key, fence);
        }

        @Override
        public Hold release(MessageKey key, long fence, Duration pause) {
            check("release");
            return store.release(key, fence, pause);
        }

        @Override
        public Hold bury(MessageKey key, long fence, String reason) {
            check("bury");
            return store.bury(key, fence, reason);
        }

        @Override
        public int purge(int limit) {
            return store.purge(limit);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
