/**
 * The fault campaign: tests whether the guarantees of connection, publisher and subscriber hold together, across processes.
 * Entry: {@link dev.latido.campaign.CampaignCommand}; {@link dev.latido.campaign.CellRun} runs one cell.
 *
 * <p>The orchestrator runs a cell on its main thread. Faults are injected by the threads of {@link
 * dev.latido.campaign.Injector}, and each child's output is read by a thread of {@link dev.latido.campaign.ChildProcess}.
 */
@NullMarked
package dev.latido.campaign;

import org.jspecify.annotations.NullMarked;
