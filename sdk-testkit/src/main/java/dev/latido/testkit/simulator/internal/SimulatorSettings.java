package dev.latido.testkit.simulator.internal;

import dev.latido.core.MqttConnection;
import dev.latido.testkit.simulator.Behaviour;
import dev.latido.testkit.simulator.Signal;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Everything that was decided about a fleet before it connects. Immutable; the measures keep their order. */
record SimulatorSettings(
        String uri,
        TopicRoot root,
        int devices,
        long seed,
        String name,
        List<Map.Entry<String, Signal>> measures,
        Duration interval,
        double jitter,
        Behaviour behaviour,
        BiConsumer<String, MqttConnection.Builder> connection,
        Duration timeout) {

    List<PlannedDevice> fleet() {
        return IntStream.range(0, devices)
                .mapToObj(number -> PlannedDevice.of(this, number))
                .toList();
    }
}
