/**
 * Time under the control of a test.
 *
 * <p>Entry: {@link dev.latido.testkit.time.TestClock}, a clock that the test advances.
 *
 * <p>Threads: a clock is thread-safe.
 */
@NullMarked
package dev.latido.testkit.time;

import org.jspecify.annotations.NullMarked;
