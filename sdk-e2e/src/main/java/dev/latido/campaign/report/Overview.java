package dev.latido.campaign.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The top of the page: the verdict, the main figures, the machine and the options. */
final class Overview {

    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Overview() {}

    static String started(CampaignReport report) {
        return STARTED.format(report.started());
    }

    static void write(Markup out, CampaignReport report, List<Entry> entries) {
        Verdict verdict = new Verdict(report, entries);
        out.open("header").line();
        out.element("h1", "Latido fault campaign").line();
        out.open("p", "class", "when");
        out.element("time", started(report), "datetime", report.started().toString());
        out.text(", lasted " + Figures.span(report.lasted())).close().line();
        out.open("div", "class", "verdict " + verdict.word()).line();
        out.element("p", verdict.word(), "class", "word");
        out.element("p", verdict.sentence(), "class", "sentence");
        out.close().line();
        headline(out, entries);
        out.close().line();
        circumstances(out, report);
    }

    private static void headline(Markup out, List<Entry> entries) {
        List<Entry> latido = only(entries, entry -> !entry.isControl());
        List<Entry> strict = only(latido, entry -> entry.cell().admits().isBlank());
        out.open("dl", "class", "headline");
        figure(out, Column.MESSAGES.of(latido), "messages");
        figure(out, Column.FAULTS.of(latido), "faults injected");
        if (!strict.isEmpty()) {
            figure(out, Column.LOST.of(strict), "lost where nothing is admitted");
            figure(out, Column.EXTRA.of(strict), "extra where nothing is admitted");
        }
        figure(out, Column.SUPPRESSED.of(latido), "duplicates suppressed");
        figure(out, Column.RECOVERY.of(latido), "longest recovery");
        out.close().line();
    }

    private static List<Entry> only(List<Entry> entries, Predicate<Entry> which) {
        return entries.stream().filter(which).toList();
    }

    private static void figure(Markup out, String figure, String what) {
        out.open("div").element("dt", what).element("dd", figure).close();
    }

    private static void circumstances(Markup out, CampaignReport report) {
        out.open("section", "aria-labelledby", "run");
        out.element("h2", "Machine and options", "id", "run").line();
        out.open("div", "class", "pair");
        Machine machine = report.machine();
        out.open("table", "class", "facts");
        out.element("caption", "Machine").open("tbody");
        fact(out, "Processors", Figures.count(machine.processors()));
        fact(out, "Memory", Figures.gibibytes(machine.memoryBytes()));
        fact(out, "JDK", machine.jdk());
        fact(out, "Operating system", machine.os());
        out.close().close().line();
        out.open("table", "class", "facts");
        out.element("caption", "Options").open("tbody");
        report.options().forEach((option, value) -> fact(out, option, value));
        if (report.options().isEmpty()) {
            fact(out, "all", "by default");
        }
        out.close().close().close().close().line();
    }

    private static void fact(Markup out, String name, String value) {
        out.open("tr").element("th", name, "scope", "row").element("td", value).close();
    }
}
