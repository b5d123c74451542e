/**
 * The child processes of the campaign: publishers and subscribers, each a JVM of its own that may be killed at any moment.
 * Entries: {@link dev.latido.campaign.process.PublisherProcess}, {@link dev.latido.campaign.process.SubscriberProcess},
 * and the bare ones for the controls. Daemon threads of {@link dev.latido.campaign.process.Voice} read commands and report
 * counters.
 */
@NullMarked
package dev.latido.campaign.process;

import org.jspecify.annotations.NullMarked;
