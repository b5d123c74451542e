package dev.latido.campaign.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A made-up report with every outcome, for the tests of how reports look. Its figures come from no run. */
final class SampleReport {

    static final String REDIS_ADMITS =
            "After a flush the store has forgotten its marks: a message delivered again then "
                    + "takes effect again, at most once for each flush.";
    static final String KILL_ADMITS =
            "A killed Mosquitto loses what it acknowledged since it last saved its state (every second here).";

    private SampleReport() {}

    /** Two cells held, two within what they admit, one broken, two controls, two not run. */
    static CampaignReport everyOutcome() {
        return report(
                List.of(
                        cell("hivemq/postgres/single", 11).build(),
                        cell("hivemq/postgres/group3", 12).build(),
                        cell("hivemq/redis/group3/flush", 13)
                                .admitting(REDIS_ADMITS)
                                .extra(3)
                                .build(),
                        cell("mosquitto/postgres/single/kill", 14)
                                .admitting(KILL_ADMITS)
                                .lost(17)
                                .build(),
                        cell("mosquitto/memory/group3", 15)
                                .lost(2)
                                .violations("lost is 2, must be 0: numbers 1841 and 1842 were stored and had no effect")
                                .build(),
                        cell("control/bare-client", 16)
                                .control()
                                .lost(311)
                                .extra(24)
                                .build(),
                        cell("control/naive-seen", 17)
                                .control()
                                .lost(9)
                                .extra(102)
                                .build()),
                List.of(
                        new NotRun("mosquitto/redis/single", "left out by --cells"),
                        new NotRun("hivemq-container/postgres/group3", "no container runtime on this machine")));
    }

    static CampaignReport report(List<CellResult> cells, List<NotRun> notRun) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--duration", "PT14M");
        options.put("--seeds", "11..17");
        options.put("--rate", "40");
        return new CampaignReport(
                Instant.parse("2026-03-14T09:26:53Z"),
                Duration.ofMinutes(14),
                new Machine(2, "OpenJDK 17.0.12", "Linux 6.1 amd64", 16L << 30),
                options,
                cells,
                notRun);
    }

    static Cell cell(String name, long seed) {
        return new Cell(name, seed);
    }

    /** A cell to be varied; everything held unless said otherwise. */
    static final class Cell {

        private static final List<String> KINDS = List.of(
                "cut",
                "reset",
                "half-open",
                "delay",
                "PUBACK lost",
                "kill after effect",
                "kill before commit",
                "lease");

        private final String name;
        private final long seed;
        private Kind kind = Kind.LATIDO;
        private String admits = "";
        private int seconds = 120;
        private long lost;
        private long unexpected;
        private long extra;
        private List<String> violations = List.of();

        private Cell(String name, long seed) {
            this.name = name;
            this.seed = seed;
        }

        Cell control() {
            kind = Kind.CONTROL;
            return this;
        }

        Cell admitting(String what) {
            admits = what;
            return this;
        }

        Cell seconds(int number) {
            seconds = number;
            return this;
        }

        Cell lost(long number) {
            lost = number;
            return this;
        }

        Cell unexpected(long number) {
            unexpected = number;
            return this;
        }

        Cell extra(long number) {
            extra = number;
            return this;
        }

        Cell violations(String... what) {
            violations = List.of(what);
            return this;
        }

        CellResult build() {
            Random random = new Random(seed);
            Map<String, Long> faults = new LinkedHashMap<>();
            List<FaultMark> marks = new ArrayList<>();
            List<Sample> timeline = new ArrayList<>();
            long effects = 0;
            long stalled = 0;
            for (int second = 0; second <= seconds; second++) {
                if (random.nextInt(4) == 0) {
                    String fault = KINDS.get(random.nextInt(KINDS.size()));
                    faults.merge(fault, 1L, Long::sum);
                    marks.add(new FaultMark(Duration.ofMillis(second * 1_000L + random.nextInt(1_000)), fault));
                    stalled = Math.max(stalled, random.nextInt(5));
                }
                long published = 40L * Math.min(second, seconds - 10);
                effects = stalled-- > 0 ? effects : Math.min(published, effects + 40 + random.nextInt(120));
                timeline.add(new Sample(Duration.ofSeconds(second), published, effects, published - effects));
            }
            long stored = 40L * (seconds - 10);
            long suppressed = stored / 5 + random.nextInt(90);
            faults.put("duplicate", stored / 5);
            String[] parts = name.split("/", -1);
            return new CellResult(
                    name,
                    parts[0],
                    parts[1],
                    name.contains("group3") ? 3 : 1,
                    seed,
                    kind,
                    name.contains("postgres"),
                    admits,
                    Duration.ofSeconds(seconds),
                    stored + 6,
                    stored,
                    stored + suppressed,
                    lost,
                    unexpected,
                    extra,
                    random.nextInt(6),
                    0,
                    suppressed,
                    Duration.ofMillis(2_000 + random.nextInt(9_000)),
                    (40L << 20) + random.nextInt(60 << 20),
                    20 + random.nextInt(12),
                    faults,
                    timeline,
                    marks,
                    violations,
                    "target/campaign/plans/" + name.replace('/', '-') + "-" + seed + ".json");
        }
    }
}
