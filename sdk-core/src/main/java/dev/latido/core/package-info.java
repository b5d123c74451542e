/**
 * MQTT connections that reconnect, and publishers that keep messages until the broker acknowledges them.
 *
 * <p>Start with {@link dev.latido.core.MqttConnection#builder()} and {@link
 * dev.latido.core.ResilientPublisher#builder(MqttConnection)}; {@link dev.latido.core.PresenceMonitor} watches devices,
 * and {@link dev.latido.core.Preflight} checks a declaration. Public types are thread-safe except builders. Listeners
 * and dependents of futures run on threads of the SDK unless a type says otherwise, and must not block. All exceptions
 * are unchecked and extend {@link dev.latido.LatidoException}; a publication fails with {@link
 * dev.latido.core.PublishFailedException}.
 */
@NullMarked
package dev.latido.core;

import org.jspecify.annotations.NullMarked;
