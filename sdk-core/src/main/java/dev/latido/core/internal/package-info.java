/**
 * Not API. The rooms, from the bottom up; none imports one above it:
 *
 * <ul>
 *   <li>{@code link}: a connection as Latido's other modules see it; {@code threads}: the threads of the SDK;
 *   <li>{@code tls}: trust, client certificates, failures of TLS; {@code presence}: announcing and watching devices;
 *   <li>{@code session}: one network connection to a broker, the only room that knows the MQTT client;
 *   <li>{@code connection}: a connection that reconnects, with its subscriptions;
 *   <li>{@code publish}: the publisher; {@code preflight}: checks of a declaration; {@code journal}: the disk outbox.
 * </ul>
 *
 * <p>This package holds what all rooms may use: checks of values, and failures in words.
 */
@NullMarked
package dev.latido.core.internal;

import org.jspecify.annotations.NullMarked;
