/**
 * Checks a connection's declaration step by step: name, TCP, TLS, certificates, clock, session, permissions. Each
 * problem comes with advice. Entry: {@link PreflightRun}.
 *
 * <p>Runs on the thread of the caller and blocks it.
 */
@NullMarked
package dev.latido.core.internal.preflight;

import org.jspecify.annotations.NullMarked;
