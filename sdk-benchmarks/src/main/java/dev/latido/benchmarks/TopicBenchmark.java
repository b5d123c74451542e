package dev.latido.benchmarks;

import dev.latido.topics.MeasureStep;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Builds a topic from a kept step, against concatenating the same text from the same kept prefix without a check. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class TopicBenchmark {

    private final MeasureStep device =
            TopicRoot.of("acme", 1).events().site("planta-1").area("norte").device("gw-a72f");
    /** A variable, not a constant, because a device learns its name at run time. */
    private final String prefix = String.join("/", "acme", "v1", "evt", "planta-1", "norte", "gw-a72f", "");

    /** The new level. A longer one takes longer to check. */
    @Param({"temp", "vibracion-x"})
    private String measure = "";

    /** Builds the topic from a kept step, which checks the new level. */
    @Benchmark
    public Topic build() {
        return device.measure(measure);
    }

    /** The same from a new string for each call, which is checked letter by letter. */
    @Benchmark
    @SuppressWarnings("StringCopy") // measures a new string for each call
    public Topic buildFresh() {
        return device.measure(new String(measure));
    }

    /** The reference for {@link #buildFresh}. */
    @Benchmark
    @SuppressWarnings("StringCopy") // likewise
    public String concatenateFresh() {
        return prefix + new String(measure);
    }

    /** The same text. */
    @Benchmark
    public String concatenate() {
        return prefix + measure;
    }

    /** The same text from a literal, which the compiler folds: possible only if the name of the device is in the code. */
    @Benchmark
    public String concatenateLiteral() {
        return "acme/v1/evt/planta-1/norte/gw-a72f/" + measure;
    }

    /** The same text in an object, as in code with a type for topics. */
    @Benchmark
    public Object concatenateAndWrap() {
        return new Wrapped(prefix + measure);
    }

    private record Wrapped(String text) {}
}
