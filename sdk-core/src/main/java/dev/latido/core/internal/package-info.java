/** Not API: how the connection and the publisher work, and what Latido's own modules share. */
@NullMarked
package dev.latido.core.internal;

import org.jspecify.annotations.NullMarked;
