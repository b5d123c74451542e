/** Resilient MQTT connection and publisher. */
@NullMarked
package dev.latido.core;

import org.jspecify.annotations.NullMarked;
