package dev.latido.testkit.simulator;

import dev.latido.topics.Topic;

/**
 * A message that a simulated device handed to its publisher. Immutable and thread-safe.
 *
 * @param clientId the device's client id
 * @param id the message id that the publisher gave; begins with the client id, and differs from run to run
 * @param topic where it goes
 * @param value what it says
 */
public record SentMessage(String clientId, String id, Topic topic, double value) {}
