/**
 * An independent observer of the messages that cross a broker, with AssertJ assertions about them.
 *
 * <p>Entry: {@link dev.latido.testkit.probe.MqttProbe}, and {@code assertThat(probe)}.
 *
 * <p>Threads: a probe is thread-safe and has two daemon threads, one that reads and one that sends keep-alives.
 * Assertions belong to one thread, on which they wait and call the user's conditions.
 */
@NullMarked
package dev.latido.testkit.probe;

import org.jspecify.annotations.NullMarked;
