/** The SDK's modules together, on a real broker and through a network that breaks. */
@NullMarked
package dev.latido.core.it;

import org.jspecify.annotations.NullMarked;
