/** What a fault campaign found, as records, and as JSON, HTML and text. */
@NullMarked
package dev.latido.campaign.report;

import org.jspecify.annotations.NullMarked;
