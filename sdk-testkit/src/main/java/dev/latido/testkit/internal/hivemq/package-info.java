/** HiveMQ CE: embedded in this JVM, or in a container. */
@NullMarked
package dev.latido.testkit.internal.hivemq;

import org.jspecify.annotations.NullMarked;
