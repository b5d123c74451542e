/**
 * The implementation of the test kit, in one package for each concern. Not API: it may change in any release.
 *
 * <ul>
 *   <li>{@code broker}: the lifecycle, ports, users and rules of all brokers;
 *   <li>{@code hivemq}, {@code mosquitto}, {@code docker}: the brokers and how they are started;
 *   <li>{@code junit}: the extension behind {@link dev.latido.testkit.WithBroker};
 *   <li>{@code mqtt}: the bytes of MQTT packets, for probe and proxy; {@code tls}: the development CA;
 *   <li>{@code process}: ports, directories and processes of the machine.
 * </ul>
 */
@NullMarked
package dev.latido.testkit.internal;

import org.jspecify.annotations.NullMarked;
