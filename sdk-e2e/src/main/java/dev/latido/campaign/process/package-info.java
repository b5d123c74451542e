/** The children of the campaign: publishers and subscribers, each a JVM of its own that may be killed at any moment. */
@NullMarked
package dev.latido.campaign.process;

import org.jspecify.annotations.NullMarked;
