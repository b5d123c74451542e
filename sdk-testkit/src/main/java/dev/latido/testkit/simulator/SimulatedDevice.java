package dev.latido.testkit.simulator;

import dev.latido.topics.Topic;
import java.util.List;

/** Who a simulated device is and what it is going to do. Immutable and thread-safe. */
public interface SimulatedDevice {

    /**
     * Its client id, also the user name if a test gives credentials.
     *
     * @return for example {@code sim-2a-007}
     */
    String clientId();

    /**
     * Where it says that it is online or offline.
     *
     * @return the presence topic
     */
    Topic presence();

    /**
     * Where it publishes, one topic for each measure.
     *
     * @return immutable, in the order of the measures
     */
    List<Topic> topics();

    /**
     * The beginning of its plan: the same for the same settings and seed, on every machine and in every run.
     *
     * @param messages how many, 0 or more
     * @return immutable, the first message first
     * @throws IllegalArgumentException if negative
     */
    List<PlannedMessage> plan(int messages);
}
