/** The Docker daemon, if there is one. */
@NullMarked
package dev.latido.testkit.internal.docker;

import org.jspecify.annotations.NullMarked;
