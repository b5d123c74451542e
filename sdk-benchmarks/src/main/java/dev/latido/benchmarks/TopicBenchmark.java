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

/** Building a topic from a kept step against concatenating the same text from the same kept prefix, without a check. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class TopicBenchmark {

    private final MeasureStep device =
            TopicRoot.of("acme", 1).events().site("planta-1").area("norte").device("gw-a72f");
    /** A value and no constant, since a device learns its name at run time. */
    private final String prefix = String.join("/", "acme", "v1", "evt", "planta-1", "norte", "gw-a72f", "");

    /** The new level. The longer it is, the more there is to check. */
    @Param({"temp", "vibracion-x"})
    private String measure = "";

    /** The topic from a kept step, the new level checked. */
    @Benchmark
    public Topic build() {
        return device.measure(measure);
    }

    /** The same from a text that was never seen before, made for this call: checked letter by letter. */
    @Benchmark
    @SuppressWarnings("StringCopy") // a text that is another object each time is what is measured
    public Topic buildFresh() {
        return device.measure(new String(measure));
    }

    /** What {@link #buildFresh} is to be compared with. */
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

    /** The same text from a literal, which the compiler folds: possible only for a device whose name is in its code. */
    @Benchmark
    public String concatenateLiteral() {
        return "acme/v1/evt/planta-1/norte/gw-a72f/" + measure;
    }

    /** The same text in an object, as one who wants a type for topics would do. */
    @Benchmark
    public Object concatenateAndWrap() {
        return new Wrapped(prefix + measure);
    }

    private record Wrapped(String text) {}
}
