/**
 * Commands for operators: {@code doctor} checks a connection, {@code board} shows the presence of devices, {@code replay}
 * shows dead letters and replays them.
 */
@NullMarked
package dev.latido.examples.connection;

import org.jspecify.annotations.NullMarked;
