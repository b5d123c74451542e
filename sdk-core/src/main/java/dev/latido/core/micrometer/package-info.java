/**
 * Metrics of a publisher and its connection for Micrometer, an optional dependency. Start with {@link
 * dev.latido.core.micrometer.PublisherMetrics#to}.
 */
@NullMarked
package dev.latido.core.micrometer;

import org.jspecify.annotations.NullMarked;
