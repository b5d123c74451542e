/**
 * The rules of a proxy: which packets they choose, and what happens to those.
 *
 * <p>Entry: {@link dev.latido.testkit.proxy.internal.rule.RuleBook}, which the connections ask for each packet. It knows packets only as {@link
 * dev.latido.testkit.proxy.MqttPacket}, not as bytes.
 *
 * <p>Threads: the reading threads of all connections ask at the same time; the user adds and removes rules meanwhile.
 * Predicates of users are called without a lock.
 */
@NullMarked
package dev.latido.testkit.proxy.internal.rule;

import org.jspecify.annotations.NullMarked;
