/**
 * The bytes of MQTT packets, read and written without any MQTT library, so that neither the probe nor the proxy shares
 * code with the client under test.
 *
 * <p>Entry: {@link dev.latido.testkit.internal.mqtt.PacketReader} and {@link
 * dev.latido.testkit.internal.mqtt.PacketWriter}.
 *
 * <p>Threads: readers and writers belong to one thread; everything else is immutable.
 */
@NullMarked
package dev.latido.testkit.internal.mqtt;

import org.jspecify.annotations.NullMarked;
