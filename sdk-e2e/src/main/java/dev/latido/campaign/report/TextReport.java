package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A report as Markdown whose tables line up, so that it is readable in a terminal as well as in the docs. */
public final class TextReport {

    private static final int WIDTH = 100;

    private final StringBuilder out = new StringBuilder();
    private final CampaignReport report;
    private final List<Entry> entries;
    private final List<Entry> latido;
    private final List<Entry> controls;

    private TextReport(CampaignReport report) {
        this.report = report;
        this.entries = Entry.of(report);
        this.latido = entries.stream().filter(entry -> !entry.isControl()).toList();
        this.controls = entries.stream().filter(Entry::isControl).toList();
    }

    /** Returns the verdict and the tables in Markdown. */
    public static String table(CampaignReport report) {
        TextReport text = new TextReport(report);
        text.write();
        return text.out.toString();
    }

    private void write() {
        Verdict verdict = new Verdict(report, entries);
        wrapped("", "**" + verdict.word() + "**: " + verdict.sentence());
        out.append('\n');
        wrapped("", circumstances());
        if (!latido.isEmpty()) {
            tables(latido);
        }
        if (!controls.isEmpty()) {
            heading("Controls: the same harness and faults, code without Latido");
            tables(controls);
        }
        bullets(
                "Broken",
                with(Outcome.BROKEN),
                entry -> String.join("; ", entry.cell().violations()));
        bullets(
                "Blind controls",
                with(Outcome.BLIND),
                entry -> String.join("; ", entry.cell().violations()));
        bullets("Admitted beforehand, and measured", admitting(), TextReport::admitted);
        bullets(
                "Faults by kind",
                entries,
                entry -> FaultBars.phrase(entry.cell().faults()));
        notRun();
        bullets(
                "Replay with `./mvnw -Pcampaign verify -Dcampaign.args=\"--replay FILE\"`",
                entries,
                entry -> entry.cell().plan());
    }

    private String circumstances() {
        Machine machine = report.machine();
        StringBuilder text = new StringBuilder(Overview.started(report))
                .append(", lasted ")
                .append(Figures.span(report.lasted()))
                .append(", on ")
                .append(Figures.counted(machine.processors(), "processor"))
                .append(", ")
                .append(Figures.gibibytes(machine.memoryBytes()))
                .append(" of memory, ")
                .append(machine.jdk())
                .append(", ")
                .append(machine.os())
                .append('.');
        report.options()
                .forEach((option, value) -> text.append(" `")
                        .append(option)
                        .append(' ')
                        .append(value)
                        .append('`'));
        return text.toString();
    }

    private void tables(List<Entry> cells) {
        messages(cells);
        deliveries(cells);
    }

    private void messages(List<Entry> cells) {
        MarkdownTable table = new MarkdownTable()
                .left("cell")
                .left("outcome")
                .right("messages")
                .right("stored")
                .right("lost")
                .right("unexpected")
                .right("extra")
                .right("recovered");
        for (Entry entry : cells) {
            CellResult cell = entry.cell();
            table.row(
                    entry.label(),
                    entry.outcome().word(),
                    Column.MESSAGES.of(cell),
                    Column.STORED.of(cell),
                    Column.LOST.of(cell),
                    Column.UNEXPECTED.of(cell),
                    Column.EXTRA.of(cell),
                    Column.RECOVERED.of(cell));
        }
        out.append('\n').append(table);
    }

    private void deliveries(List<Entry> cells) {
        MarkdownTable table = new MarkdownTable()
                .left("cell")
                .right("delivered")
                .right("suppressed")
                .right("faults")
                .right("recovery")
                .right("heap")
                .right("in-flight");
        for (Entry entry : cells) {
            CellResult cell = entry.cell();
            table.row(
                    entry.label(),
                    Column.DELIVERED.of(cell),
                    Column.SUPPRESSED.of(cell),
                    Column.FAULTS.of(cell),
                    Column.RECOVERY.of(cell),
                    Column.HEAP.of(cell),
                    Column.IN_FLIGHT.of(cell));
        }
        out.append('\n').append(table);
    }

    private List<Entry> with(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).toList();
    }

    private List<Entry> admitting() {
        return latido.stream().filter(entry -> !entry.cell().admits().isBlank()).toList();
    }

    private static String admitted(Entry entry) {
        return entry.cell().admits().strip() + " Measured: " + Measured.sentence(entry.cell()) + ".";
    }

    private void bullets(String heading, List<Entry> cells, Function<Entry, String> text) {
        if (cells.isEmpty()) {
            return;
        }
        heading(heading);
        out.append('\n');
        cells.forEach(entry -> wrapped("- ", "`" + entry.label() + "`: " + text.apply(entry)));
    }

    private void notRun() {
        if (report.notRun().isEmpty()) {
            return;
        }
        heading("Not run");
        out.append('\n');
        report.notRun().forEach(cell -> wrapped("- ", "`" + cell.cell() + "`: " + cell.why()));
    }

    private void heading(String text) {
        out.append("\n").append(text).append(":\n");
    }

    /** Breaks text at spaces; the lines after the first are indented as far as the text after the bullet. */
    private void wrapped(String bullet, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(bullet);
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() + word.length() > WIDTH && line.length() > bullet.length()) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(bullet.length()));
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        out.append(String.join("\n", lines)).append('\n');
    }
}
