/** Tests of HiveMQ, embedded and in a container. */
@NullMarked
package dev.latido.testkit.internal.hivemq;

import org.jspecify.annotations.NullMarked;
