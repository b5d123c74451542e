package dev.latido.campaign.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The faults of all cells together, a bar for each kind, the most frequent first. A bar that is much longer than the others
 * is shortened, with a gap that shows it.
 */
final class FaultBars {

    private static final int WIDTH = 960;
    private static final int LEFT = 226;
    private static final int RIGHT = WIDTH - 90;
    private static final int ROW = 22;
    private static final int BAR = 12;
    private static final int TOO_LONG = 6;

    private final Markup out;
    private final Map<String, Long> sums;
    private final Axis axis;
    private final boolean cut;

    private FaultBars(Markup out, Map<String, Long> sums) {
        this.out = out;
        this.sums = sums;
        List<Long> counts = List.copyOf(sums.values());
        int longest = 0;
        while (longest + 1 < counts.size() && counts.get(longest) > TOO_LONG * Math.max(1, counts.get(longest + 1))) {
            longest++;
        }
        this.cut = longest > 0;
        this.axis = new Axis(counts.get(longest), LEFT, cut ? RIGHT - 60 : RIGHT);
    }

    /** Returns the number of faults of each kind, the most frequent first. */
    static Map<String, Long> sums(List<CellResult> cells) {
        Map<String, Long> sums = new LinkedHashMap<>();
        cells.forEach(cell -> cell.faults().forEach((kind, count) -> sums.merge(kind, count, Long::sum)));
        Map<String, Long> sorted = new LinkedHashMap<>();
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(sum -> sorted.put(sum.getKey(), sum.getValue()));
        return sorted;
    }

    /** Returns the faults in words, such as {@code cut 12, reset 3}. */
    static String phrase(Map<String, Long> faults) {
        return faults.isEmpty()
                ? "none"
                : faults.entrySet().stream()
                        .map(fault -> fault.getKey() + " " + Figures.count(fault.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Writes a section, if there were faults. */
    static void write(Markup out, List<CellResult> cells) {
        Map<String, Long> sums = sums(cells);
        if (!sums.isEmpty()) {
            new FaultBars(out, sums).write();
        }
    }

    private void write() {
        out.open("section", "aria-labelledby", "faults");
        out.element("h2", "Faults by kind", "id", "faults");
        String gap = cut ? " A bar with a gap is longer than it is drawn." : "";
        out.element(
                "p", "All cells together, including the controls. The faults of each cell are under its chart." + gap);
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-labelledby", "faults");
        chart();
        out.close().close().line();
    }

    private void chart() {
        out.open(
                "svg",
                "class",
                "chart",
                "viewBox",
                "0 0 " + WIDTH + " " + ROW * sums.size(),
                "role",
                "img",
                "aria-labelledby",
                "faults-title faults-desc");
        out.element("title", "Faults by kind in all cells together", "id", "faults-title");
        out.element("desc", phrase(sums), "id", "faults-desc");
        int top = 0;
        for (Map.Entry<String, Long> sum : sums.entrySet()) {
            bar(sum.getKey(), sum.getValue(), top);
            top += ROW;
        }
        out.close().line();
    }

    private void bar(String kind, long count, int top) {
        String baseline = "" + (top + ROW / 2 + 4);
        double end = Math.max(axis.at(count), count > 0 ? LEFT + 1.5 : LEFT);
        out.element("text", Figures.shortened(kind), "class", "name end", "x", "" + (LEFT - 8), "y", baseline);
        rectangle(LEFT, end, top);
        if (count > axis.end()) {
            rectangle(end + 6, RIGHT, top);
            end = RIGHT;
        }
        out.element("text", Figures.count(count), "x", Axis.number(end + 7), "y", baseline);
    }

    private void rectangle(double from, double to, int top) {
        String y = "" + (top + (ROW - BAR) / 2);
        String width = Axis.number(to - from);
        out.empty("rect", "class", "bar", "x", Axis.number(from), "y", y, "width", width, "height", "" + BAR);
    }
}
