/**
 * The threads that all connections of the JVM share, and executors on them: one task after the other
 * ({@link SerialExecutor}), several tasks in one turn ({@link BatchingExecutor}), one run for many requests
 * ({@link CoalescedTask}). Entry: {@link SdkThreads}.
 *
 * <p>All threads are daemons and end when idle. User code that may block never runs on the shared ones.
 * {@link GuardedBy} marks the fields that a lock guards, in all packages.
 */
@NullMarked
package dev.latido.core.internal.threads;

import org.jspecify.annotations.NullMarked;
