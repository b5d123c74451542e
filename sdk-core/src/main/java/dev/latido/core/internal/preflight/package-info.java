/**
 * A connection's declaration, tried step by step: name, TCP, TLS, certificate, session, permissions. Each problem comes with
 * what to do about it. Entry: {@link PreflightRun}.
 *
 * <p>Runs on the thread of the caller and blocks it.
 */
@NullMarked
package dev.latido.core.internal.preflight;

import org.jspecify.annotations.NullMarked;
