package dev.latido.campaign;

import dev.latido.campaign.Plan.Strike;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Creates a plan from a seed. The order of the faults is random; each occurs once before one occurs again. */
final class Planner {

    private static final long FIRST_MILLIS = 1_000;
    private static final long LAST_MILLIS = 500;
    private static final long SHORTEST_GAP = 1_000;
    private static final long LONGEST_GAP = 3_000;
    private static final int MINUTE = 60_000;

    private final Random dice;
    private final List<Fault> faults;
    private final Deque<Fault> deck = new ArrayDeque<>();

    private Planner(long seed, List<Fault> faults) {
        this.dice = new Random(seed);
        this.faults = faults;
    }

    /** Creates a plan with those faults of a cell that were asked for. */
    static Plan draw(Cell cell, long seed, Duration lasting, int rate, Set<Fault> asked) {
        List<Fault> all =
                cell.faults().stream().filter(asked::contains).sorted().toList();
        List<String> weather =
                all.stream().filter(Fault::isWeather).map(Fault::word).toList();
        List<Fault> strikes = all.stream().filter(fault -> !fault.isWeather()).toList();
        return new Plan(
                cell.name(),
                seed,
                lasting.toMillis(),
                rate,
                weather,
                strikes.isEmpty()
                        ? List.of()
                        : new Planner(seed, strikes).strikes(lasting.toMillis(), cell.consumers()));
    }

    private List<Strike> strikes(long lasting, int consumers) {
        long mean = Math.max(SHORTEST_GAP, Math.min(LONGEST_GAP, lasting / faults.size()));
        List<Strike> strikes = new ArrayList<>();
        for (long at = FIRST_MILLIS; at < lasting - LAST_MILLIS; at += mean / 2 + dice.nextInt((int) mean)) {
            strikes.add(strike(at, next(), consumers));
        }
        return strikes;
    }

    private Fault next() {
        if (deck.isEmpty()) {
            List<Fault> shuffled = new ArrayList<>(faults);
            Collections.shuffle(shuffled, dice);
            deck.addAll(shuffled);
        }
        return deck.remove();
    }

    private Strike strike(long at, Fault fault, int consumers) {
        int target = fault.isAnybodys() ? dice.nextInt(consumers + 1) : 1 + dice.nextInt(consumers);
        long lasts = switch (fault) {
            case DELAY -> between(1_000, 3_000);
            case PUBACK_LOST, QUOTA, UNSPECIFIED -> between(1_000, 2_000);
            case PUBACK_WITHHELD -> between(300, 800);
            case PAUSE -> between(3_000, 4_500);
            case BROKER_RESTART, BROKER_KILL, DATABASE_RESTART, REDIS_RESTART -> between(0, 1_000);
            default -> 0;
        };
        long amount = switch (fault) {
            case DELAY -> between(20, 200);
            case CLOCK_STEP -> (dice.nextBoolean() ? 1 : -1) * between(MINUTE, 10 * MINUTE);
            default -> 0;
        };
        return new Strike(at, fault.word(), target, lasts, amount);
    }

    private long between(int least, int most) {
        return (long) least + dice.nextInt(most - least);
    }
}
