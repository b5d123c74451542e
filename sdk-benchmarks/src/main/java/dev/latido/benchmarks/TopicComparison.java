package dev.latido.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Runs the topic benchmarks in turns, so that a busy machine affects both sides of a ratio alike. Each round runs all of
 * them in their own JVMs; the result is the median of all iterations. The only argument is the number of rounds
 * (default 8).
 */
public final class TopicComparison {

    private static final int DEFAULT_ROUNDS = 8;
    private static final int FORKS_PER_ROUND = 1;

    /** The two benchmarks of a ratio, and the maximum of the ratio. */
    private static final List<Ratio> RATIOS = List.of(
            new Ratio("TopicBenchmark.build temp", "TopicBenchmark.concatenate temp", 1.5),
            new Ratio("TopicBenchmark.build vibracion-x", "TopicBenchmark.concatenate vibracion-x", 1.5),
            new Ratio("MatchingBenchmark.latido", "MatchingBenchmark.hivemq", 1),
            new Ratio("MatchingBenchmark.latidoText", "MatchingBenchmark.hivemqText", 1),
            new Ratio("MatchingBenchmark.latidoText", "MatchingBenchmark.paho", 1),
            new Ratio("RouterBenchmark.router", "RouterBenchmark.loop", 1 / 50.0),
            new Ratio("MapperBenchmark.parse", "MapperBenchmark.splitAndConstruct", 3));

    private TopicComparison() {}

    private record Ratio(String subject, String reference, double target) {}

    /**
     * Runs the rounds and prints times, garbage and ratios.
     *
     * @param args the number of rounds
     * @throws RunnerException if a benchmark cannot be run
     */
    public static void main(String[] args) throws RunnerException {
        int rounds = args.length == 0 ? DEFAULT_ROUNDS : Integer.parseInt(args[0]);
        Map<String, ListStatistics> times = new TreeMap<>();
        Map<String, ListStatistics> garbage = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : round()) {
                add(result, times, garbage);
            }
        }
        times.forEach((name, time) ->
                System.out.printf("%-46s %,12.1f ns/op %,8.0f B/op%n", name, median(time), median(garbage, name)));
        for (Ratio ratio : RATIOS) {
            double found = median(times, ratio.subject) / median(times, ratio.reference);
            System.out.printf(
                    "%s / %s = %.4f, target at most %.2f%n", ratio.subject, ratio.reference, found, ratio.target);
        }
    }

    private static Collection<RunResult> round() throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("(Topic|Matching|Router|Mapper)Benchmark")
                        .forks(FORKS_PER_ROUND)
                        .warmupIterations(8)
                        .warmupTime(TimeValue.milliseconds(100))
                        .measurementIterations(10)
                        .measurementTime(TimeValue.milliseconds(50))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static void add(RunResult result, Map<String, ListStatistics> times, Map<String, ListStatistics> garbage) {
        String[] path = result.getParams().getBenchmark().split("\\.");
        String measure = result.getParams().getParam("measure");
        String name = String.join(".", Arrays.asList(path).subList(path.length - 2, path.length))
                + (measure == null ? "" : " " + measure);
        for (IterationResult iteration :
                result.getBenchmarkResults().iterator().next().getIterationResults()) {
            times.computeIfAbsent(name, key -> new ListStatistics())
                    .addValue(iteration.getPrimaryResult().getScore());
        }
        garbage.computeIfAbsent(name, key -> new ListStatistics())
                .addValue(Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                        .getScore());
    }

    private static double median(Map<String, ListStatistics> values, String name) {
        return median(Objects.requireNonNull(values.get(name), name));
    }

    private static double median(ListStatistics values) {
        return values.getPercentile(50);
    }
}
