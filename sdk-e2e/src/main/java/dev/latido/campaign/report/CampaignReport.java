package dev.latido.campaign.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param started when the first cell started
 * @param lasted until the last cell was judged
 * @param machine what it ran on
 * @param options what was asked for, in the order to show
 * @param cells what each cell showed, in the order they ran
 * @param notRun the cells left out
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

    /** Whether every cell is green, the controls among them, and at least one cell ran. */
    public boolean green() {
        return !cells.isEmpty() && cells.stream().allMatch(CellResult::green);
    }
}
