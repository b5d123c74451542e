/**
 * Mosquitto as a process of this machine.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.mosquitto.MosquittoBuilder}; {@link
 * dev.latido.testkit.internal.mosquitto.MosquittoProgram} finds the program.
 *
 * <p>Threads: a daemon thread for each process reads its log.
 */
@NullMarked
package dev.latido.testkit.internal.mosquitto;

import org.jspecify.annotations.NullMarked;
