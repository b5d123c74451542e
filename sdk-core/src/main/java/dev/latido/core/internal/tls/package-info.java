/**
 * The TLS settings that a user declares, and the trust and key managers of each handshake. Files are read again for
 * each attempt, so that they can be renewed; messages of failures end with the fix. Entries: {@link TlsDeclaration},
 * {@link TlsMaterial}.
 *
 * <p>Files are read on the thread that prepares an attempt; {@link CertificateExpiryWatch} runs on the shared threads.
 */
@NullMarked
package dev.latido.core.internal.tls;

import org.jspecify.annotations.NullMarked;
