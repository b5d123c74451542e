/** Not API. */
@NullMarked
package dev.latido.testkit.contract.internal;

import org.jspecify.annotations.NullMarked;
