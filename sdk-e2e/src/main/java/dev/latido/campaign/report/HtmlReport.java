package dev.latido.campaign.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A report as one HTML page, without scripts or further files, with inline charts. It follows the reader's choice of light
 * or dark and prints on A4.
 */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the page; replaces an existing file. */
    public static void write(CampaignReport report, Path file) throws IOException {
        Files.writeString(file, html(report));
    }

    static String html(CampaignReport report) {
        List<Entry> entries = Entry.of(report);
        Markup out = new Markup();
        out.open("html", "lang", "en").line();
        head(out, report);
        out.open("body").line().open("main").line();
        Overview.write(out, report, entries);
        CellTables.write(out, report, entries);
        FaultBars.write(out, report.cells());
        CellPages.write(out, entries);
        out.close().line().close().line().close();
        return "<!DOCTYPE html>\n" + out + "\n";
    }

    private static void head(Markup out, CampaignReport report) {
        out.open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.empty("meta", "name", "color-scheme", "content", "light dark").line();
        out.element("title", "Latido fault campaign, " + Overview.started(report))
                .line();
        out.style(css()).line();
        out.close().line();
    }

    private static String css() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
