/** The JUnit extension behind {@link dev.latido.testkit.WithBroker}. */
@NullMarked
package dev.latido.testkit.internal.junit;

import org.jspecify.annotations.NullMarked;
