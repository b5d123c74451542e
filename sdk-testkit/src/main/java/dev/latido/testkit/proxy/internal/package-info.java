/**
 * The connections of the fault proxy. Not API.
 *
 * <p>Entry: {@link dev.latido.testkit.proxy.internal.ProxyBuilder}. A {@code ProxyServer} accepts connections; each has a
 * TCP half, {@code ProxiedSockets}, and an MQTT half, {@code ProxiedConnection}. The rules are in {@link
 * dev.latido.testkit.proxy.internal.rule}.
 *
 * <p>Threads: one accepts, and each connection has four: one to read from and one to write to each peer. The lock of the
 * {@code ProxiedConnection} guards everything that both directions share; it is not held while a rule is asked.
 */
@NullMarked
package dev.latido.testkit.proxy.internal;

import org.jspecify.annotations.NullMarked;
