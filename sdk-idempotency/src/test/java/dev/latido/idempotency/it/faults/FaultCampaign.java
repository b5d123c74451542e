package dev.latido.idempotency.it.faults;

import dev.latido.testkit.TestBroker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs of every pattern, from one seed after the other. */
public final class FaultCampaign {

    private static final Logger log = LoggerFactory.getLogger(FaultCampaign.class);

    private final TestBroker broker;
    private final Backends backends;
    private final Map<Pattern, Total> totals = new EnumMap<>(Pattern.class);
    private final List<String> violations = new ArrayList<>();

    /** What the runs need. */
    public FaultCampaign(TestBroker broker, Backends backends) {
        this.broker = broker;
        this.backends = backends;
    }

    private static final class Total {
        long ids;
        long lost;
        long duplicated;
        long afterCommit;
        long deaths;
        long faults;
    }

    /** Runs every pattern with every seed. */
    public void run(int seeds, int ids, int workers, Consumer<String> tables) throws Exception {
        for (int seed = 1; seed <= seeds; seed++) {
            for (Pattern pattern : Pattern.values()) {
                SubscriberFaultRun.Result result = new SubscriberFaultRun(pattern, seed, ids, workers, broker, backends).run();
                log.info("seed {}: {}", seed, result);
                add(result, seed);
            }
            tables.accept(table());
        }
        log.info("lost and duplicated:\n{}", table());
    }

    private void add(SubscriberFaultRun.Result result, int seed) {
        Total total = totals.computeIfAbsent(result.pattern(), pattern -> new Total());
        total.ids += result.ids();
        total.lost += result.lost();
        total.duplicated += result.duplicated();
        total.afterCommit += result.afterCommit();
        total.deaths += result.deaths();
        total.faults += result.faults();
        if (result.pattern().lossless() && result.lost() > 0) {
            violations.add("lost, seed " + seed + ": " + result);
        }
        if (result.pattern().exact() && result.duplicated() > 0) {
            violations.add("doubled, seed " + seed + ": " + result);
        }
        if (result.pattern().keepsCommits() && result.afterCommit() > 0) {
            violations.add("again after the commit, seed " + seed + ": " + result);
        }
    }

    /** What should not have happened. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** What should have happened to the control and did not. */
    public List<String> blindSpots() {
        List<String> blind = new ArrayList<>();
        if (total(Pattern.MARK_THEN_WORK).lost == 0) {
            blind.add("marking first lost nothing");
        }
        if (total(Pattern.CHECK_WORK_MARK).duplicated == 0) {
            blind.add("marking last doubled nothing");
        }
        if (total(Pattern.REDIS_FLUSHED).afterCommit == 0) {
            blind.add("a store that forgets doubled nothing that was committed");
        }
        return blind;
    }

    private Total total(Pattern pattern) {
        return totals.getOrDefault(pattern, new Total());
    }

    private String table() {
        StringBuilder table = new StringBuilder("""
                | pattern | ids in | messages | deaths | faults in handlers and stores | lost | took effect again |
                |---|---|---:|---:|---:|---:|---:|
                """);
        totals.forEach((pattern, total) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %,d |%n",
                pattern.title(),
                pattern.store(),
                total.ids,
                total.deaths,
                total.faults,
                total.lost,
                total.duplicated)));
        return table.toString();
    }
}
