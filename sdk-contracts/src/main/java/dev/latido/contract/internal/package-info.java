/** Not API. */
@NullMarked
package dev.latido.contract.internal;

import org.jspecify.annotations.NullMarked;
