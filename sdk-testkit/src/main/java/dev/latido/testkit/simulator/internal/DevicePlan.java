package dev.latido.testkit.simulator.internal;

import dev.latido.testkit.simulator.Behaviour;
import dev.latido.testkit.simulator.PlannedMessage;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The endless plan of one device, drawn step by step from its seed. Uses {@link Random}, whose numbers are specified,
 * and draws the same count in each round whatever happens. Not thread-safe.
 */
final class DevicePlan {

    private static final int LEAST = 5;
    private static final int MOST_INTERVALS = 20;
    private static final int MOST_ROUNDS_STUCK = 30;

    private final Random random;
    private final SimulatorSettings settings;
    private final List<Topic> topics;
    private final List<Walk> walks;
    private final double[] values;
    private final int[] stuckRounds;
    private int burstRounds;
    private int measure;
    private boolean first = true;

    DevicePlan(SimulatorSettings settings, List<Topic> topics, long seed) {
        this.random = new Random(seed);
        this.settings = settings;
        this.topics = topics;
        this.walks = settings.measures().stream()
                .map(named -> new Walk(named.getValue(), random))
                .toList();
        this.values = new double[topics.size()];
        this.stuckRounds = new int[topics.size()];
    }

    PlannedMessage next() {
        Duration pause = Duration.ZERO;
        boolean dropsOff = false;
        if (measure == 0) {
            pause = beginRound();
            dropsOff = random.nextDouble() < settings.behaviour().dropOff() && !first;
            first = false;
        }
        double next = walks.get(measure).next(random);
        if (stuckRounds[measure] > 0) {
            stuckRounds[measure]--;
        } else {
            values[measure] = next;
        }
        PlannedMessage message = new PlannedMessage(pause, dropsOff, topics.get(measure), values[measure]);
        measure = (measure + 1) % topics.size();
        return message;
    }

    private Duration beginRound() {
        Behaviour behaviour = settings.behaviour();
        int gap = drawn(behaviour.gap(), MOST_INTERVALS);
        int burst = drawn(behaviour.burst(), MOST_INTERVALS);
        int stuck = drawn(behaviour.stuck(), MOST_ROUNDS_STUCK);
        int stuckMeasure = random.nextInt(topics.size());
        double deviation = settings.jitter() * (2 * random.nextDouble() - 1);
        // A device starts somewhere in its interval, so that a fleet does not publish in step.
        double intervals = first ? random.nextDouble() : 1 + deviation + gap;
        if (!first) {
            stuckRounds[stuckMeasure] = StrictMath.max(stuckRounds[stuckMeasure], stuck);
        }
        if (burstRounds > 0) {
            burstRounds--;
            intervals = 0;
        }
        burstRounds = StrictMath.max(burstRounds, burst);
        return Duration.ofNanos((long) (settings.interval().toNanos() * intervals));
    }

    /** Nothing, or with the given chance a number of rounds. */
    private int drawn(double chance, int most) {
        boolean happens = random.nextDouble() < chance;
        int rounds = LEAST + random.nextInt(most - LEAST + 1);
        return happens ? rounds : 0;
    }
}
