package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cell as a report names it.
 *
 * @param cell its result
 * @param outcome its outcome
 * @param label its name, with the seed if the cell ran with several
 * @param anchor unique within the report
 */
record Entry(CellResult cell, Outcome outcome, String label, String anchor) {

    /** Returns every cell of the report, in its order. */
    static List<Entry> of(CampaignReport report) {
        Map<String, Long> runs =
                report.cells().stream().collect(Collectors.groupingBy(CellResult::name, Collectors.counting()));
        List<Entry> entries = new ArrayList<>();
        for (CellResult cell : report.cells()) {
            boolean single = runs.getOrDefault(cell.name(), 0L) == 1;
            String label = single ? cell.name() : cell.name() + " #" + cell.seed();
            entries.add(new Entry(cell, Outcome.of(cell), label, "cell-" + (entries.size() + 1)));
        }
        return List.copyOf(entries);
    }

    boolean isControl() {
        return cell.kind() == Kind.CONTROL;
    }

    /** Returns the Maven command that runs the cell again. */
    String replay() {
        return "./mvnw -Pcampaign verify -Dcampaign.args=\"--replay " + cell.plan() + "\"";
    }
}
