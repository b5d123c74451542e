/**
 * The Docker daemon of the machine, if there is one.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.docker.Docker}, which finds out whether an image can run.
 *
 * <p>Threads: a daemon thread asks Docker, because the answer may never come.
 */
@NullMarked
package dev.latido.testkit.internal.docker;

import org.jspecify.annotations.NullMarked;
