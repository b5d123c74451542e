package dev.latido.contract.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Uses a store at random, by a seed, and compares every answer with a plain state machine. */
public final class SeenHistory {

    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final List<String> IDS = List.of("id-0", "id-1", "gw:1:7", "gw:1:8");
    private static final List<Long> FINGERPRINTS = List.of(MessageKey.NO_FINGERPRINT, 7L, Long.MIN_VALUE);
    private static final int SHOWN = 12;

    private enum Phase {
        ABSENT,
        CLAIMED,
        RETRY,
        DONE,
        DEAD
    }

    /** The state of one message in the plain state machine. */
    private static final class Known {

        private Phase phase = Phase.ABSENT;
        private long fence;
        private int attempt;
        private long fingerprint = MessageKey.NO_FINGERPRINT;
        private Duration due = Duration.ZERO;

        /** Returns whether the message is handled and its retention is over. A store may still remember it. */
        private boolean mayBeForgotten(Duration now) {
            return (phase == Phase.DONE || phase == Phase.DEAD) && due.compareTo(now) < 0;
        }

        private void forget() {
            phase = Phase.ABSENT;
            attempt = 0;
            fingerprint = MessageKey.NO_FINGERPRINT;
        }

        private void end(Phase end, Duration due) {
            phase = end;
            this.due = due;
        }
    }

    private final SeenStore store;
    private final Duration retention;
    private final Consumer<Duration> time;
    private final long seed;
    private final Random random;
    private final Map<MessageKey, Known> model = new HashMap<>();
    private final Deque<String> lastSteps = new ArrayDeque<>();
    private Duration now = Duration.ZERO;
    private long largestFence = Long.MIN_VALUE;
    private int step;

    /**
     * Creates a history; {@link #run} runs it.
     *
     * @param time lets time pass on the store's clock
     */
    public SeenHistory(SeenStore store, Duration retention, Consumer<Duration> time, long seed) {
        this.store = store;
        this.retention = retention;
        this.time = time;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Runs the given number of steps. Time passes only if the store's clock can be moved. */
    public void run(int steps, boolean withTime) {
        for (step = 1; step <= steps; step++) {
            MessageKey key = new MessageKey("group", IDS.get(random.nextInt(IDS.size())), fingerprint());
            Known known = model.computeIfAbsent(key, unknown -> new Known());
            long fence = random.nextInt(4) == 0 ? Math.max(1, known.fence - 1) : known.fence;
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> claim(key, known);
                case 3 -> renew(key, known, fence);
                case 4 -> commit(key, known, fence);
                case 5 -> release(key, known, fence);
                case 6 -> bury(key, known, fence);
                default -> pass(withTime);
            }
        }
    }

    /** Returns no fingerprint most of the time, so that a history is not all conflicts. */
    private long fingerprint() {
        return store.detectsConflicts() && random.nextInt(3) == 0
                ? FINGERPRINTS.get(random.nextInt(FINGERPRINTS.size()))
                : MessageKey.NO_FINGERPRINT;
    }

    private void claim(MessageKey key, Known known) {
        Claim claim = store.claim(key, "owner", LEASE);
        if (known.mayBeForgotten(now)) {
            if (!(claim instanceof Claim.Granted)) {
                checkEnded(key, claim);
                return;
            }
            known.forget();
        }
        check(
                "claim " + key.id() + " with fingerprint " + key.fingerprint(),
                claim.getClass().getSimpleName(),
                expected(key, known));
        if (claim instanceof Claim.Granted granted) {
            check("attempt of " + key.id(), granted.attempt(), known.attempt + 1);
            assertThat(granted.fence())
                    .as(() -> "the fence after " + largestFence + ", " + story())
                    .isGreaterThan(largestFence);
            largestFence = granted.fence();
            known.fence = granted.fence();
            known.attempt = granted.attempt();
            if (known.fingerprint == MessageKey.NO_FINGERPRINT) {
                known.fingerprint = key.fingerprint();
            }
            known.end(Phase.CLAIMED, now.plus(LEASE));
        } else if (claim instanceof Claim.Busy busy) {
            checkRemaining(busy.remaining(), known);
        } else if (claim instanceof Claim.Delayed delayed) {
            checkRemaining(delayed.remaining(), known);
        }
    }

    private void checkEnded(MessageKey key, Claim claim) {
        note("claim " + key.id() + " -> " + claim);
        assertThat(claim)
                .as(() -> "claim after the retention, " + story())
                .isInstanceOfAny(Claim.Done.class, Claim.Dead.class, Claim.Conflict.class);
    }

    private String expected(MessageKey key, Known known) {
        if (known.phase != Phase.ABSENT && key.contradicts(known.fingerprint)) {
            return "Conflict";
        }
        boolean due = known.due.compareTo(now) <= 0;
        return switch (known.phase) {
            case ABSENT -> "Granted";
            case CLAIMED -> due ? "Granted" : "Busy";
            case RETRY -> due ? "Granted" : "Delayed";
            case DONE -> "Done";
            case DEAD -> "Dead";
        };
    }

    private void checkRemaining(Duration remaining, Known known) {
        Duration expected = known.due.minus(now);
        assertThat(remaining)
                .as(() -> "what remains, " + story())
                .isBetween(expected.minus(TOLERANCE), expected.plus(TOLERANCE));
    }

    private static boolean holds(Known known, long fence) {
        return known.phase == Phase.CLAIMED && fence == known.fence;
    }

    private static Hold held(boolean held) {
        return held ? Hold.HELD : Hold.LOST;
    }

    private void renew(MessageKey key, Known known, long fence) {
        boolean holds = holds(known, fence);
        check("renew " + key.id() + " with " + fence, store.renew(key, fence, LEASE), held(holds));
        if (holds) {
            known.due = now.plus(LEASE);
        }
    }

    private void commit(MessageKey key, Known known, long fence) {
        boolean holds = holds(known, fence);
        if (known.phase == Phase.DONE && known.mayBeForgotten(now)) {
            note("commit " + key.id() + " with " + fence);
            assertThat(store.commit(key, fence)).as(this::story).isNotEqualTo(Commit.OK);
            return;
        }
        boolean already = known.phase == Phase.DONE && fence == known.fence;
        Commit expected = holds ? Commit.OK : already ? Commit.ALREADY : Commit.LOST;
        check("commit " + key.id() + " with " + fence, store.commit(key, fence), expected);
        if (holds) {
            known.end(Phase.DONE, now.plus(retention));
        }
    }

    private void release(MessageKey key, Known known, long fence) {
        boolean holds = holds(known, fence);
        Duration pause = random.nextBoolean() ? Duration.ZERO : LEASE;
        check("release " + key.id() + " with " + fence, store.release(key, fence, pause), held(holds));
        if (holds) {
            known.end(Phase.RETRY, now.plus(pause));
        }
    }

    private void bury(MessageKey key, Known known, long fence) {
        if (random.nextInt(3) != 0) {
            return;
        }
        boolean holds = holds(known, fence);
        check("bury " + key.id() + " with " + fence, store.bury(key, fence, "no use"), held(holds));
        if (holds) {
            known.end(Phase.DEAD, now.plus(retention));
        }
    }

    private void pass(boolean withTime) {
        if (withTime) {
            Duration passed = random.nextInt(6) == 0 ? retention.plus(LEASE) : LEASE.dividedBy(2);
            time.accept(passed);
            now = now.plus(passed);
            note("let " + passed + " pass");
        }
        store.purge(100);
        note("purge");
    }

    private void check(String action, Object answer, Object expected) {
        note(action + " -> " + answer);
        assertThat(answer).as(() -> action + ", " + story()).isEqualTo(expected);
    }

    private void note(String action) {
        if (lastSteps.size() == SHOWN) {
            lastSteps.removeFirst();
        }
        lastSteps.add(action);
    }

    private String story() {
        return "step " + step + " of seed " + seed + ", after " + lastSteps;
    }
}
