/** Programs, ports and directories of this machine that end with their owner. */
@NullMarked
package dev.latido.testkit.internal.process;

import org.jspecify.annotations.NullMarked;
