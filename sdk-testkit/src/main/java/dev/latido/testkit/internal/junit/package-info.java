/**
 * The JUnit extension behind {@link dev.latido.testkit.WithBroker}.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.junit.WithBrokerExtension}. A {@code BrokerFixture} is the broker of one
 * annotation, kept in JUnit's store.
 *
 * <p>Threads: those of JUnit; tests that run in parallel share the broker of their class.
 */
@NullMarked
package dev.latido.testkit.internal.junit;

import org.jspecify.annotations.NullMarked;
