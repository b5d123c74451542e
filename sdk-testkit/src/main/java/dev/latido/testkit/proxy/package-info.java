/**
 * A TCP proxy that understands MQTT 5 and 3.1.1 packets and injects faults on request: it cuts, resets, freezes and slows
 * down connections, and drops, duplicates, redelivers, reorders and answers packets.
 *
 * <p>Entry: {@link dev.latido.testkit.proxy.FaultProxy}. {@link dev.latido.testkit.proxy.Packets} chooses packets, {@link
 * dev.latido.testkit.proxy.RuleStep} says what happens to them.
 *
 * <p>Threads: a proxy is thread-safe; everything else is immutable, except for builders. Conditions of users are called on
 * the proxy's threads, several at the same time and without a lock.
 */
@NullMarked
package dev.latido.testkit.proxy;

import org.jspecify.annotations.NullMarked;
