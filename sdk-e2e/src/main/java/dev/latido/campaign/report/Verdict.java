package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;

/** The verdict on a whole run, in one sentence. */
final class Verdict {

    private static final int NAMED = 5;

    private final CampaignReport report;
    private final List<Entry> latido;
    private final List<Entry> controls;

    Verdict(CampaignReport report, List<Entry> entries) {
        this.report = report;
        this.latido = entries.stream().filter(entry -> !entry.isControl()).toList();
        this.controls = entries.stream().filter(Entry::isControl).toList();
    }

    String word() {
        return report.green() ? "passed" : "failed";
    }

    String sentence() {
        if (report.cells().isEmpty()) {
            return "No cell ran, so nothing was shown.";
        }
        List<String> parts = new ArrayList<>();
        parts.add(invariants());
        parts.add(controls());
        if (!report.notRun().isEmpty()) {
            parts.add(cells(report.notRun().size()) + " not run");
        }
        return String.join("; ", parts) + ".";
    }

    private String invariants() {
        if (latido.isEmpty()) {
            return "No cell with Latido ran";
        }
        List<Entry> broken = with(Outcome.BROKEN, latido);
        if (!broken.isEmpty()) {
            return Figures.count(broken.size()) + " of " + Figures.counted(latido.size(), "cell")
                    + " broke an invariant: " + names(broken);
        }
        return "All invariants held in " + Figures.counted(latido.size(), "cell") + within() + ", over "
                + Column.MESSAGES.of(latido) + " messages and " + Column.FAULTS.of(latido) + " faults";
    }

    private String within() {
        int admitted = with(Outcome.ADMITTED, latido).size();
        return admitted == 0 ? "" : ", " + Figures.count(admitted) + " of them within what was admitted beforehand";
    }

    private String controls() {
        List<Entry> blind = with(Outcome.BLIND, controls);
        if (controls.isEmpty()) {
            return "no control ran to show that losses would be seen";
        }
        if (!blind.isEmpty()) {
            return "without the losses a control must show: " + names(blind);
        }
        return controls.size() == 1
                ? "the control showed its losses"
                : "the " + controls.size() + " controls showed their losses";
    }

    private static String cells(int number) {
        return number == 1 ? "1 cell was" : Figures.count(number) + " cells were";
    }

    private static List<Entry> with(Outcome outcome, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).toList();
    }

    private static String names(List<Entry> entries) {
        List<String> names = entries.stream().map(Entry::label).limit(NAMED).toList();
        int more = entries.size() - names.size();
        return String.join(", ", names) + (more == 0 ? "" : " and " + more + " more");
    }
}
