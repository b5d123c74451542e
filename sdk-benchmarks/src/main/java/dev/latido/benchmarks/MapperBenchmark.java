package dev.latido.benchmarks;

import dev.latido.topics.Topic;
import dev.latido.topics.template.TopicMapper;
import dev.latido.topics.template.TopicTemplate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Converts a topic to a record and back, against handwritten code for the same record without checks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class MapperBenchmark {

    private final TopicMapper<CellTopic> mapper = TopicMapper.of(CellTopic.class);
    private final CellTopic cell = new CellTopic("line-1", 4, "torque");
    private String text = "acme/v1/evt/line-1/4/torque";

    /** The record that both sides make. */
    @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
    record CellTopic(String line, int cell, String sensor) {}

    /** With the mapper, which checks names, depth and spelling. */
    @Benchmark
    public Record parse() {
        return mapper.parse(text);
    }

    /** By splitting. */
    @Benchmark
    @SuppressWarnings("StringSplitter") // typical handwritten code
    public Record splitAndConstruct() {
        String[] levels = text.split("/");
        return new CellTopic(levels[3], Integer.parseInt(levels[4]), levels[5]);
    }

    /** With the mapper, which checks the spelling. */
    @Benchmark
    public Topic topic() {
        return mapper.topic(cell);
    }

    /** By concatenating. */
    @Benchmark
    public String concatenate() {
        return "acme/v1/evt/" + cell.line() + "/" + cell.cell() + "/" + cell.sensor();
    }
}
