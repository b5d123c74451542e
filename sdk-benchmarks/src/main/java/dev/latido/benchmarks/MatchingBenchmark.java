package dev.latido.benchmarks;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.common.util.MqttTopicValidator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matches the same pairs with the filters of Latido, the HiveMQ MQTT Client and Eclipse Paho: with and without wildcards,
 * half of them match, the others differ early or late. Topics are kept objects, or texts as received;
 * Paho supports only texts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class MatchingBenchmark {

    private static final int PAIRS = 12;
    private static final int MATCHING = 6;
    private static final String TEMP = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    private final String[] filters = {
        "acme/v1/evt/+/+/+/temp",
        "acme/v1/evt/planta-1/#",
        "acme/v1/evt/planta-1/norte/gw-a72f/temp",
        "acme/v1/state/+/+/+/presence",
        "acme/v1/evt/+/norte/#",
        "+/v1/evt/planta-1/+/gw-a72f/+",
        "acme/v1/evt/+/+/+/temp",
        "acme/v1/cmd/planta-1/#",
        "acme/v1/evt/planta-1/norte/gw-a72f/temp",
        "acme/v1/state/+/+/+/presence",
        "acme/v1/evt/+/norte/#",
        "+/v1/evt/planta-1/+/gw-a72f/+",
    };
    private final String[] topics = {
        TEMP,
        TEMP,
        TEMP,
        "acme/v1/state/planta-2/sur/gw-b81c/presence",
        TEMP,
        "acme/v1/evt/planta-1/sur/gw-a72f/vibracion-x",
        "acme/v1/evt/planta-1/norte/gw-a72f/humedad",
        TEMP,
        "acme/v1/evt/planta-1/norte/gw-a72f/ruido_db",
        "acme/v1/state/planta-2/sur/gw-b81c/temp",
        "acme/v1/evt/planta-2/sur/gw-b81c/temp",
        "acme/v1/evt/planta-1/sur/gw-b81c/temp",
    };
    private final TopicFilter[] ownFilters =
            Stream.of(filters).map(TopicFilter::of).toArray(TopicFilter[]::new);
    private final Topic[] ownTopics = Stream.of(topics).map(Topic::of).toArray(Topic[]::new);
    private final MqttTopicFilter[] clientFilters =
            Stream.of(filters).map(MqttTopicFilter::of).toArray(MqttTopicFilter[]::new);
    private final MqttTopic[] clientTopics =
            Stream.of(topics).map(MqttTopic::of).toArray(MqttTopic[]::new);

    /** Checks that all libraries give the same answers. */
    @Setup
    public void agree() {
        List<Integer> counts = List.of(latido(), latidoText(), hivemq(), hivemqText(), paho());
        if (!counts.stream().allMatch(count -> count == MATCHING)) {
            throw new IllegalStateException("matching pairs should be " + MATCHING + ", but were " + counts);
        }
    }

    /** Latido, the topics kept as objects. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int latido() {
        int matching = 0;
        for (int i = 0; i < PAIRS; i++) {
            matching += ownFilters[i].matches(ownTopics[i]) ? 1 : 0;
        }
        return matching;
    }

    /** Latido, the topics as texts. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int latidoText() {
        int matching = 0;
        for (int i = 0; i < PAIRS; i++) {
            matching += ownFilters[i].matches(topics[i]) ? 1 : 0;
        }
        return matching;
    }

    /** HiveMQ MQTT Client, the topics kept as objects. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int hivemq() {
        int matching = 0;
        for (int i = 0; i < PAIRS; i++) {
            matching += clientFilters[i].matches(clientTopics[i]) ? 1 : 0;
        }
        return matching;
    }

    /** HiveMQ MQTT Client, the topics as texts. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int hivemqText() {
        int matching = 0;
        for (int i = 0; i < PAIRS; i++) {
            matching += clientFilters[i].matches(MqttTopic.of(topics[i])) ? 1 : 0;
        }
        return matching;
    }

    /** Eclipse Paho, filters and topics as texts. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int paho() {
        int matching = 0;
        for (int i = 0; i < PAIRS; i++) {
            matching += MqttTopicValidator.isMatched(filters[i], topics[i]) ? 1 : 0;
        }
        return matching;
    }
}
