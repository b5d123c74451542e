/**
 * Typed MQTT topics and topic filters that keep the six naming rules. Usable without the rest of Latido.
 *
 * <p>The topic hierarchy is the API of a fleet: once in production, changing it takes weeks. The compiler checks
 * the order of the levels, and each topic checks its spelling when it is built:
 *
 * <pre>{@code
 * TopicRoot acme = TopicRoot.of("acme", 1);
 * Topic temperature = acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
 * TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
 * boolean matches = temperatures.matches(temperature); // true
 * }</pre>
 *
 * <p>Start at {@link dev.latido.topics.TopicRoot}; the rules are in {@link dev.latido.topics.NamingRule} and the
 * limits beyond them in {@link dev.latido.topics.TopicLimit}. All types of this package are thread-safe, and all but
 * {@link dev.latido.topics.TopicRouter} immutable.
 */
@NullMarked
package dev.latido.topics;

import org.jspecify.annotations.NullMarked;
