package dev.latido.testkit.simulator;

import dev.latido.topics.Topic;
import java.time.Duration;

/**
 * One step of a device's plan. Immutable and thread-safe.
 *
 * @param pause how long the device waits before this message, after the one before; zero within a round of measures and
 *     within a burst
 * @param dropsOff whether the device loses its connection just before this message
 * @param topic where it goes
 * @param value what is measured
 */
public record PlannedMessage(Duration pause, boolean dropsOff, Topic topic, double value) {}
