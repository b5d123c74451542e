package dev.latido.campaign.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param started when the first cell started
 * @param lasted the time until the last cell was judged
 * @param machine the machine that it ran on
 * @param options the options of the command line, in the order to show
 * @param cells the result of each cell, in the order in which they ran
 * @param notRun the cells that were left out
 */
public record CampaignReport(
        Instant started,
        Duration lasted,
        Machine machine,
        Map<String, String> options,
        List<CellResult> cells,
        List<NotRun> notRun) {

    public CampaignReport {
        options = Ordered.copyOf(options);
        cells = List.copyOf(cells);
        notRun = List.copyOf(notRun);
    }

    /** Returns whether at least one cell ran, and every cell is green, including the controls. */
    public boolean green() {
        return !cells.isEmpty() && cells.stream().allMatch(CellResult::green);
    }
}
