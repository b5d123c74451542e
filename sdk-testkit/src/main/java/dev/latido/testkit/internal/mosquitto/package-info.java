/** Mosquitto as a process of this machine. */
@NullMarked
package dev.latido.testkit.internal.mosquitto;

import org.jspecify.annotations.NullMarked;
