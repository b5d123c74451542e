/**
 * From what the user declares of TLS to the managers of one handshake: files are read for each attempt, so that they can be
 * renewed; failures are put into words that say what to do. Entries: {@link TlsDeclaration}, {@link TlsMaterial}.
 *
 * <p>Runs on the thread that prepares an attempt; {@link CertificateExpiryWatch} on the shared scheduler.
 */
@NullMarked
package dev.latido.core.internal.tls;

import org.jspecify.annotations.NullMarked;
