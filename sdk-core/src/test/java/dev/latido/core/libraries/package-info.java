/** Latido on class paths with other versions of its libraries than its own. */
@NullMarked
package dev.latido.core.libraries;

import org.jspecify.annotations.NullMarked;
