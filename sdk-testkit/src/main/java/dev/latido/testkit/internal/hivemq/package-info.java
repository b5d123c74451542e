/**
 * HiveMQ CE: embedded in this JVM, or in a container.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.hivemq.HiveMqBrokerBuilder} and {@link
 * dev.latido.testkit.internal.hivemq.HiveMqContainerBuilder}. {@code AccessGate} enforces users and rules in both; {@link
 * dev.latido.testkit.internal.hivemq.ContainerExtension} brings it into the container.
 *
 * <p>Threads: one embedded broker of the JVM starts at a time. The broker calls the authenticator on its own threads.
 */
@NullMarked
package dev.latido.testkit.internal.hivemq;

import org.jspecify.annotations.NullMarked;
