/**
 * The parts that all brokers of the kit have in common: settings, ports, users and rules, and the lifecycle.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.broker.LocalBroker} for brokers that the kit starts, {@link
 * dev.latido.testkit.internal.broker.RunningBroker} for external ones.
 *
 * <p>Threads: a broker's lifecycle lock is held while it starts or stops; no code of users runs under it.
 */
@NullMarked
package dev.latido.testkit.internal.broker;

import org.jspecify.annotations.NullMarked;
