package dev.latido.campaign.report;

import java.util.List;

/** The matrix of broker, store, and single or group, with the outcome of each cell. */
final class MatrixTable {

    private final Markup out;
    private final Matrix matrix;
    private final List<Entry> controls;
    private final List<Outcome> outcomes;

    private MatrixTable(Markup out, Matrix matrix, List<Entry> entries) {
        this.out = out;
        this.matrix = matrix;
        this.controls = entries.stream().filter(Entry::isControl).toList();
        this.outcomes = entries.stream().map(Entry::outcome).distinct().sorted().toList();
    }

    static void write(Markup out, List<Entry> entries, List<NotRun> notRun) {
        Matrix matrix = new Matrix(entries, notRun);
        if (!matrix.isEmpty()) {
            new MatrixTable(out, matrix, entries).write();
        }
    }

    private void write() {
        out.open("section", "aria-labelledby", "matrix");
        out.element("h2", "Cells", "id", "matrix").line();
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-labelledby", "matrix");
        out.open("table", "class", "matrix").open("thead").open("tr");
        out.element("th", "broker", "scope", "col").element("th", "store", "scope", "col");
        matrix.consumers().forEach(group -> out.element("th", consumers(group), "scope", "col"));
        out.close().close().line();
        matrix.brokers().forEach(this::broker);
        controls();
        out.close().close().line();
        legend();
        out.close().line();
    }

    /** Returns {@code single}, or for example {@code group of 3}. */
    private static String consumers(String group) {
        return group.matches("group\\d+") ? "group of " + group.substring("group".length()) : group;
    }

    private void broker(String broker) {
        List<String> stores = matrix.stores(broker);
        out.open("tbody").line();
        for (String store : stores) {
            out.open("tr");
            if (store.equals(stores.get(0))) {
                out.element("th", broker, "scope", "rowgroup", "rowspan", "" + stores.size());
            }
            out.element("th", store, "scope", "row");
            matrix.consumers().forEach(group -> field(matrix.at(broker, store, group)));
            out.close().line();
        }
        out.close();
    }

    private void controls() {
        if (controls.isEmpty()) {
            return;
        }
        out.open("tbody").line();
        for (Entry entry : controls) {
            out.open("tr");
            if (entry.equals(controls.get(0))) {
                out.element("th", "control", "scope", "rowgroup", "rowspan", "" + controls.size());
            }
            out.element("th", entry.label().replaceFirst("^control/", ""), "scope", "row");
            out.open("td", "colspan", "" + matrix.consumers().size());
            ran(entry, "");
            out.close().close().line();
        }
        out.close();
    }

    private void ran(Entry entry, String variant) {
        out.open("div", "class", "ran");
        out.open("a", "href", "#" + entry.anchor());
        CellTables.outcome(out, entry.outcome());
        out.close();
        out.text(" " + variant + Measured.brief(entry.cell())).close();
    }

    private void field(Matrix.Slot slot) {
        out.open("td");
        slot.ran().forEach(entry -> ran(entry, variant(entry)));
        for (NotRun cell : slot.notRun()) {
            String variant = Matrix.variant(cell.cell());
            out.open("div", "class", "ran").element("span", "not run", "class", "chip not-run");
            out.text(variant.isEmpty() ? "" : " " + variant).close();
        }
        if (slot.ran().isEmpty() && slot.notRun().isEmpty()) {
            out.element("span", Figures.NONE, "class", "blank");
        }
        out.close();
    }

    private static String variant(Entry entry) {
        String name = entry.cell().name();
        String variant = Matrix.variant(name) + entry.label().substring(name.length());
        return variant.isBlank() ? "" : variant.strip() + ": ";
    }

    private void legend() {
        out.open("ul", "class", "legend");
        for (Outcome outcome : outcomes) {
            out.open("li");
            CellTables.outcome(out, outcome);
            out.text(" " + outcome.meaning()).close();
        }
        out.close();
    }
}
