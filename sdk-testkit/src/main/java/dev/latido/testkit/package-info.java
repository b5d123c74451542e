/**
 * Brokers, certificates and topic checks for tests of MQTT code with any client.
 *
 * <p>Entry: {@link dev.latido.testkit.WithBroker} in JUnit tests, or the builder of a {@link
 * dev.latido.testkit.TestBroker} such as {@link dev.latido.testkit.EmbeddedBroker}. {@link
 * dev.latido.testkit.DevelopmentCa} issues certificates, and {@link dev.latido.testkit.FleetTopics} checks topics.
 *
 * <p>Threads: brokers and authorities are thread-safe, builders are not.
 */
@NullMarked
package dev.latido.testkit;

import org.jspecify.annotations.NullMarked;
