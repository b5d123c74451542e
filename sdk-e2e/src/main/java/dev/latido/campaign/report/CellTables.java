package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** The tables over all cells: the matrix, the figures, the admitted losses, the controls, and the cells that did not run. */
final class CellTables {

    private final Markup out;
    private final CampaignReport report;
    private final List<Entry> latido;
    private final List<Entry> controls;

    private CellTables(Markup out, CampaignReport report, List<Entry> entries) {
        this.out = out;
        this.report = report;
        this.latido = entries.stream().filter(entry -> !entry.isControl()).toList();
        this.controls = entries.stream().filter(Entry::isControl).toList();
    }

    static void write(Markup out, CampaignReport report, List<Entry> entries) {
        CellTables tables = new CellTables(out, report, entries);
        MatrixTable.write(out, entries, report.notRun());
        tables.figures();
        tables.admitted();
        tables.controls();
        tables.notRun();
    }

    /** Writes the outcome of a cell, in a frame that differs by more than its colour. */
    static void outcome(Markup out, Outcome outcome) {
        out.element("span", outcome.word(), "class", "chip " + outcome.word());
    }

    private void figures() {
        if (latido.isEmpty()) {
            return;
        }
        section("figures", "Figures", "wide");
        out.element(
                "p",
                "The messages of each cell and their outcome. The referee compares the log of the producers with the "
                        + "rows in the database, and shares no code with what it judges.");
        table("figures", latido, true);
        out.open("dl", "class", "terms");
        for (Column column : Column.values()) {
            out.open("div")
                    .element("dt", column.heading())
                    .element("dd", column.meaning())
                    .close();
        }
        out.close().close().line();
    }

    private void table(String section, List<Entry> entries, boolean total) {
        scroll(section);
        out.open("table", "class", "figures");
        out.open("thead").open("tr").element("th", "cell", "scope", "col").element("th", "outcome", "scope", "col");
        for (Column column : Column.values()) {
            String heading = column.heading().replace('-', '\u2011');
            out.element("th", heading, "scope", "col", "class", "number");
        }
        out.close().close().line().open("tbody").line();
        for (Entry entry : entries) {
            row(entry);
        }
        out.close();
        if (total && entries.size() > 1) {
            total(entries);
        }
        out.close().close().line();
    }

    private void row(Entry entry) {
        out.open("tr");
        out.open("th", "scope", "row")
                .element("a", entry.label(), "href", "#" + entry.anchor())
                .close();
        out.open("td");
        outcome(out, entry.outcome());
        out.close();
        for (Column column : Column.values()) {
            boolean alarming = column.alarming(entry.cell());
            out.element("td", column.of(entry.cell()), "class", alarming ? "number alarming" : "number");
        }
        out.close().line();
    }

    private void total(List<Entry> entries) {
        out.open("tfoot").open("tr");
        out.element("th", "sum, or the largest", "scope", "row").open("td").close();
        for (Column column : Column.values()) {
            out.element("td", column.of(entries), "class", "number");
        }
        out.close().close();
    }

    private void admitted() {
        if (latido.isEmpty()) {
            return;
        }
        List<Entry> admitting = latido.stream()
                .filter(entry -> !entry.cell().admits().isBlank())
                .toList();
        List<Entry> strict =
                latido.stream().filter(entry -> entry.cell().admits().isBlank()).toList();
        section("admitted", "What each configuration admits");
        out.element("p", "The statement from before the run, and next to it the measured result.");
        scroll("admitted");
        out.open("table", "class", "prose");
        head("cell", "admitted beforehand", "measured");
        out.open("tbody").line();
        admitting.stream()
                .collect(Collectors.groupingBy(entry -> entry.cell().admits(), LinkedHashMap::new, Collectors.toList()))
                .forEach(this::statement);
        if (!strict.isEmpty()) {
            out.open("tr").element("th", strict(strict, !admitting.isEmpty()), "scope", "row");
            out.element("td", "Nothing.").element("td", Measured.sum(strict)).close();
        }
        out.close().close().close().close().line();
    }

    /** Writes a statement once, next to all the cells that it applies to. */
    private void statement(String admits, List<Entry> cells) {
        for (Entry entry : cells) {
            out.open("tr");
            out.open("th", "scope", "row")
                    .element("a", entry.label(), "href", "#" + entry.anchor())
                    .close();
            if (entry.equals(cells.get(0))) {
                out.element("td", admits, "rowspan", "" + cells.size());
            }
            out.element("td", Measured.sentence(entry.cell())).close().line();
        }
    }

    private static String strict(List<Entry> cells, boolean others) {
        if (cells.size() == 1) {
            return cells.get(0).label();
        }
        return (others ? "The other " : "All ") + cells.size() + " cells";
    }

    private void controls() {
        section("controls", "Controls");
        if (controls.isEmpty()) {
            out.element("p", "No control ran.").close().line();
            return;
        }
        out.element(
                "p",
                "The same harness, faults and referee, but code without Latido. A control has to lose or repeat "
                        + "messages: if it did not, the zeros above would prove nothing.");
        out.open("ul", "class", "controls");
        for (Entry entry : controls) {
            out.open("li")
                    .element("a", entry.label(), "href", "#" + entry.anchor())
                    .text(" ");
            outcome(out, entry.outcome());
            out.text(" " + Measured.sentence(entry.cell()) + ".");
            entry.cell().violations().forEach(violation -> out.element("strong", " " + violation));
            if (!entry.cell().admits().isBlank()) {
                out.element("span", "Stated beforehand: " + entry.cell().admits(), "class", "stated");
            }
            out.close().line();
        }
        out.close();
        table("controls", controls, false);
        out.close().line();
    }

    private void notRun() {
        if (report.notRun().isEmpty()) {
            return;
        }
        section("not-run", "Cells not run");
        scroll("not-run");
        out.open("table", "class", "prose");
        head("cell", "why");
        out.open("tbody").line();
        for (NotRun cell : report.notRun()) {
            out.open("tr")
                    .element("th", cell.cell(), "scope", "row")
                    .element("td", cell.why())
                    .close()
                    .line();
        }
        out.close().close().close().close().line();
    }

    private void head(String... headings) {
        out.open("thead").open("tr");
        Arrays.stream(headings).forEach(heading -> out.element("th", heading, "scope", "col"));
        out.close().close();
    }

    private void section(String id, String heading, String... style) {
        List<String> attributes = new ArrayList<>(List.of("aria-labelledby", id));
        if (style.length > 0) {
            attributes.addAll(List.of("class", style[0]));
        }
        out.open("section", attributes.toArray(String[]::new));
        out.element("h2", heading, "id", id).line();
    }

    /** Opens a region in which a wide table scrolls, by keyboard too, without the page. */
    private void scroll(String section) {
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-labelledby", section);
    }
}
