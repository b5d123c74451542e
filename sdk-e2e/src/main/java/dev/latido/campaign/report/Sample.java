package dev.latido.campaign.report;

import java.time.Duration;

/**
 * The progress of a cell at a moment; about one sample per second.
 *
 * @param at the time since the cell started
 * @param published messages confirmed stored so far
 * @param effects effects in the database so far
 * @param backlog messages published and still without an effect
 */
public record Sample(Duration at, long published, long effects, long backlog) {}
