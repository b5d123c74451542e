/**
 * The results of a fault campaign: records ({@link dev.latido.campaign.report.CampaignReport} is the entry), and their
 * presentation as JSON, HTML and Markdown. Values only; nothing here has a thread.
 */
@NullMarked
package dev.latido.campaign.report;

import org.jspecify.annotations.NullMarked;
