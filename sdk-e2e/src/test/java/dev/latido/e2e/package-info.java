/** The SDK's modules together, on real brokers and through networks that break; its documentation; its architecture. */
@NullMarked
package dev.latido.e2e;

import org.jspecify.annotations.NullMarked;
