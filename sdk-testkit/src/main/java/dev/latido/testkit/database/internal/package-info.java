/**
 * The server processes behind {@link dev.latido.testkit.database}. Not API.
 *
 * <p>Entry: {@link dev.latido.testkit.database.internal.LocalServer}, the lifecycle that all servers have in common.
 *
 * <p>Threads: each server is locked while its state changes. A shutdown hook kills servers that were not closed.
 */
@NullMarked
package dev.latido.testkit.database.internal;

import org.jspecify.annotations.NullMarked;
