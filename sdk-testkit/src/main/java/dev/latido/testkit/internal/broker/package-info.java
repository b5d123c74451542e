/** What all brokers of the kit share: settings, ports, users, the order of a broker's life. */
@NullMarked
package dev.latido.testkit.internal.broker;

import org.jspecify.annotations.NullMarked;
