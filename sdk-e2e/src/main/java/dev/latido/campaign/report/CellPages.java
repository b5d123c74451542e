package dev.latido.campaign.report;

import java.util.List;

/** The section of each cell: its configuration, its outcome, its chart, and the command that runs it again. */
final class CellPages {

    private CellPages() {}

    static void write(Markup out, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        out.open("section", "aria-labelledby", "cells", "class", "cells");
        out.element("h2", "Cell by cell", "id", "cells").line();
        out.element(
                "p",
                "Marks under a chart are injected faults, a row for each kind, with their number. "
                        + "A plan contains everything that the seed determines. With its plan, a cell runs again under the same "
                        + "faults at the same times.");
        entries.forEach(entry -> cell(out, entry));
        out.close().line();
    }

    private static void cell(Markup out, Entry entry) {
        CellResult cell = entry.cell();
        out.open("article", "id", entry.anchor(), "aria-labelledby", entry.anchor() + "-name");
        out.open("h3", "id", entry.anchor() + "-name").text(entry.label() + " ");
        CellTables.outcome(out, entry.outcome());
        out.close().line();
        out.element("p", configuration(cell), "class", "configuration").line();
        if (!cell.violations().isEmpty()) {
            out.open("ul", "class", "violations");
            cell.violations().forEach(violation -> out.element("li", violation));
            out.close().line();
        }
        out.element("p", "Measured: " + Measured.sentence(cell) + "; " + figures(cell) + ".")
                .line();
        if (!cell.admits().isBlank()) {
            out.element("p", "Stated beforehand: " + cell.admits()).line();
        }
        String region = entry.anchor() + "-name";
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-labelledby", region);
        TimelineChart.write(out, entry);
        out.close();
        out.open("p", "class", "replay")
                .text("Replay: ")
                .element("code", entry.replay())
                .close()
                .line();
        out.close().line();
    }

    private static String configuration(CellResult cell) {
        return cell.broker() + ", " + cell.store() + ", "
                + (cell.consumers() == 1 ? "one consumer" : "a shared group of " + cell.consumers())
                + (cell.transactional() ? ", mark and effect in one transaction" : "")
                + "; seed " + cell.seed() + ", " + Figures.span(cell.lasted());
    }

    private static String figures(CellResult cell) {
        return Column.MESSAGES.of(cell) + " messages, " + Column.DELIVERED.of(cell) + " deliveries, "
                + Column.SUPPRESSED.of(cell) + " duplicates suppressed, "
                + Figures.counted(Column.faults(cell), "fault") + ", longest recovery " + Column.RECOVERY.of(cell);
    }
}
