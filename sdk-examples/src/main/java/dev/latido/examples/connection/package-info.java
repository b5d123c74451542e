/** Commands for whoever sets up connections: {@code doctor} tries one, {@code board} shows who is there. */
@NullMarked
package dev.latido.examples.connection;

import org.jspecify.annotations.NullMarked;
