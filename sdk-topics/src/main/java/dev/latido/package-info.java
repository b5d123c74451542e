/** The root of the exceptions of all modules: {@link LatidoException}. */
@NullMarked
package dev.latido;

import org.jspecify.annotations.NullMarked;
