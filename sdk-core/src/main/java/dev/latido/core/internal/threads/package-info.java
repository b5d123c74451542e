/**
 * The threads that all connections of the JVM share, and executors that run on them: in turn ({@link SerialExecutor}), in
 * batches ({@link BatchingExecutor}), once for many requests ({@link CoalescedTask}). Entry: {@link SdkThreads}.
 *
 * <p>All threads are daemons and end when idle. User code that may block never runs on the shared ones.
 */
@NullMarked
package dev.latido.core.internal.threads;

import org.jspecify.annotations.NullMarked;
