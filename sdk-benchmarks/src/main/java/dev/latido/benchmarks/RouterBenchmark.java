package dev.latido.benchmarks;

import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the values of all filters, of 10,000, that match a topic: the router against a loop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class RouterBenchmark {

    private static final int FILTERS = 10_000;
    private static final int TOPICS = 64;
    private static final String AREA = "acme/v1/evt/planta-%d/area-%d";

    private final List<TopicFilter> filters = new ArrayList<>();
    private final TopicRouter<Integer> router = new TopicRouter<>();
    private final Topic[] topics = new Topic[TOPICS];
    private int next;

    /** Every third filter with {@code +}, every third with {@code #}, the rest plain; 10 sites of 10 areas. */
    @Setup
    public void fill() {
        for (int i = 0; i < FILTERS; i++) {
            String area = String.format(AREA, i % 10, i / 10 % 10);
            String filter = switch (i % 3) {
                case 0 -> String.format("acme/v1/evt/+/area-%d/gw-%d/temp", i / 10 % 10, i);
                case 1 -> area + "/gw-" + i + "/#";
                default -> area + "/gw-" + i + "/temp";
            };
            filters.add(TopicFilter.of(filter));
            router.add(filters.get(i), i);
        }
        for (int i = 0; i < TOPICS; i++) {
            int device = i * (FILTERS / TOPICS);
            topics[i] = Topic.of(String.format(AREA, device % 10, device / 10 % 10) + "/gw-" + device + "/temp");
            if (!router.match(topics[i]).equals(loopOver(topics[i]))
                    || loopOver(topics[i]).isEmpty()) {
                throw new IllegalStateException("router and loop should agree on " + topics[i]);
            }
        }
    }

    /** With the router. */
    @Benchmark
    public List<Integer> router() {
        return router.match(nextTopic());
    }

    /** With a loop over all filters. */
    @Benchmark
    public List<Integer> loop() {
        return loopOver(nextTopic());
    }

    private Topic nextTopic() {
        next = (next + 1) % TOPICS;
        return topics[next];
    }

    private List<Integer> loopOver(Topic topic) {
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < FILTERS; i++) {
            if (filters.get(i).matches(topic)) {
                values.add(i);
            }
        }
        return values;
    }
}
