package dev.latido.campaign.report;

import java.time.Duration;

/**
 * A fault that was injected.
 *
 * @param at the time since the cell started
 * @param kind the fault's name, a key of {@link CellResult#faults()}
 */
public record FaultMark(Duration at, String kind) {}
