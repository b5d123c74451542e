/**
 * Ports, directories and processes of the machine that must not outlive a test.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.process.ReservedPort}, {@link
 * dev.latido.testkit.internal.process.TemporaryDirectory} and {@link dev.latido.testkit.internal.process.DeathWatch}.
 *
 * <p>Threads: all types are thread-safe.
 */
@NullMarked
package dev.latido.testkit.internal.process;

import org.jspecify.annotations.NullMarked;
