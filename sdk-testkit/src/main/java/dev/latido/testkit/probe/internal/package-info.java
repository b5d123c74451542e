/**
 * The connection, the recording and the expectations of a probe. Not API.
 *
 * <p>Entry: {@link dev.latido.testkit.probe.internal.ProbeBuilder}, which creates an {@code ObservingProbe} over a {@code
 * ProbeLink}; {@link dev.latido.testkit.probe.internal.Observation} for assertions.
 *
 * <p>Threads: the reading thread adds to the {@code Recording}, which has the only lock. Expectations are immutable and
 * are evaluated on the thread that asserts, without the lock.
 */
@NullMarked
package dev.latido.testkit.probe.internal;

import org.jspecify.annotations.NullMarked;
