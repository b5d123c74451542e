/** The development CA and what the kit's brokers and proxies make of it. */
@NullMarked
package dev.latido.testkit.internal.tls;

import org.jspecify.annotations.NullMarked;
