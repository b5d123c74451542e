/**
 * The development CA, and the SSL contexts and names for its certificates.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.tls.BouncyCastleCa} and {@link
 * dev.latido.testkit.internal.tls.TlsContexts}.
 *
 * <p>Threads: all types are thread-safe.
 */
@NullMarked
package dev.latido.testkit.internal.tls;

import org.jspecify.annotations.NullMarked;
