package dev.latido.campaign.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A chart of a cell over time: messages published, effects, the backlog between them, and a lane of marks for each kind of
 * fault. All share one axis of time. The size of the chart is bounded, however long the cell ran.
 */
final class TimelineChart {

    private static final int WIDTH = 960;
    private static final int LEFT = 226;
    private static final int RIGHT = WIDTH - 14;
    private static final int PROGRESS_TOP = 34;
    private static final int PROGRESS_END = 174;
    private static final int BACKLOG_TOP = 194;
    private static final int BACKLOG_END = 238;
    private static final int LANES_TOP = 256;
    private static final int LANE = 17;
    private static final int MOST_POINTS = 700;

    private final Markup out;
    private final Entry entry;
    private final List<Lane> lanes;
    private final List<Sample> samples;
    private final Axis time;
    private final int lanesEnd;

    private TimelineChart(Markup out, Entry entry) {
        this.out = out;
        this.entry = entry;
        this.lanes = Lane.of(entry.cell());
        this.samples = thinned(entry.cell().timeline());
        this.time = new Axis(end(entry.cell()), LEFT, RIGHT);
        this.lanesEnd = LANES_TOP + LANE * lanes.size();
    }

    static void write(Markup out, Entry entry) {
        new TimelineChart(out, entry).write();
    }

    private static double end(CellResult cell) {
        double end = cell.timeline().isEmpty()
                ? seconds(cell.lasted())
                : seconds(cell.timeline().get(cell.timeline().size() - 1).at());
        for (FaultMark mark : cell.marks()) {
            end = Math.max(end, seconds(mark.at()));
        }
        return end;
    }

    private static double seconds(Duration at) {
        return at.toMillis() / 1_000.0;
    }

    /** Returns the last sample of each bucket, with the largest backlog of that bucket. */
    private static List<Sample> thinned(List<Sample> samples) {
        int bucket = (samples.size() + MOST_POINTS - 1) / MOST_POINTS;
        if (bucket <= 1) {
            return samples;
        }
        List<Sample> thinned = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += bucket) {
            List<Sample> some = samples.subList(from, Math.min(from + bucket, samples.size()));
            Sample last = some.get(some.size() - 1);
            thinned.add(new Sample(last.at(), last.published(), last.effects(), backlog(some)));
        }
        return thinned;
    }

    private static long backlog(List<Sample> samples) {
        return samples.stream().mapToLong(Sample::backlog).max().orElse(0);
    }

    private void write() {
        int height = lanesEnd + 30;
        String id = entry.anchor() + "-chart";
        out.open(
                "svg",
                "class",
                "chart",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-desc");
        out.element(
                "title", "Published, effects, backlog and faults over time in " + entry.label(), "id", id + "-title");
        out.element("desc", description(), "id", id + "-desc");
        legend();
        timeAxis();
        progress();
        backlog();
        for (int i = 0; i < lanes.size(); i++) {
            lane(lanes.get(i), LANES_TOP + LANE * i);
        }
        out.close().line();
    }

    private String description() {
        if (samples.isEmpty()) {
            return "No samples were taken.";
        }
        Sample last = samples.get(samples.size() - 1);
        return "After " + Figures.span(last.at()) + ": " + Figures.count(last.published()) + " published, "
                + Figures.count(last.effects()) + " effects. Largest backlog: " + Figures.count(backlog(samples))
                + ". Faults: " + FaultBars.phrase(entry.cell().faults()) + ".";
    }

    private void legend() {
        straight("published", LEFT, LEFT + 26, 14);
        label("", LEFT + 33, 18, "published");
        straight("effects", LEFT + 120, LEFT + 146, 14);
        label("", LEFT + 153, 18, "effects");
    }

    private void timeAxis() {
        for (long tick : time.times(8)) {
            String x = time.pixel(tick);
            out.empty("line", "class", "grid", "x1", x, "x2", x, "y1", "" + PROGRESS_TOP, "y2", "" + lanesEnd);
            boolean last = time.at(tick) > RIGHT - 20;
            label(last ? "end" : "middle", last ? RIGHT : time.at(tick), lanesEnd + 18, time.time(tick));
        }
    }

    private void progress() {
        long most = 1;
        for (Sample sample : samples) {
            most = Math.max(most, Math.max(sample.published(), sample.effects()));
        }
        Axis count = new Axis(most, PROGRESS_END, PROGRESS_TOP);
        counts(count, 5);
        out.element("text", "messages", "class", "name end", "x", "" + (LEFT - 70), "y", "" + (PROGRESS_TOP + 4));
        curve("published", count, Sample::published);
        curve("effects", count, Sample::effects);
    }

    private void backlog() {
        Axis count = new Axis(Math.max(1, backlog(samples)), BACKLOG_END, BACKLOG_TOP);
        counts(count, 2);
        out.element("text", "backlog", "class", "name end", "x", "" + (LEFT - 70), "y", "" + (BACKLOG_TOP + 4));
        if (!samples.isEmpty()) {
            String from = time.pixel(seconds(samples.get(0).at()));
            String to = time.pixel(seconds(samples.get(samples.size() - 1).at()));
            String points = from + "," + BACKLOG_END + points(count, Sample::backlog) + " " + to + "," + BACKLOG_END;
            out.empty("polygon", "class", "backlog", "points", points);
        }
    }

    private void counts(Axis count, int most) {
        for (long tick : count.ticks(most)) {
            straight(tick == 0 ? "zero" : "grid", LEFT, RIGHT, count.at(tick));
            label("end", LEFT - 8, count.at(tick) + 4, Figures.count(tick));
        }
    }

    private void curve(String style, Axis count, ToLongFunction<Sample> value) {
        if (!samples.isEmpty()) {
            out.empty("polyline", "class", style, "points", points(count, value).strip());
        }
    }

    private String points(Axis count, ToLongFunction<Sample> value) {
        StringBuilder points = new StringBuilder();
        for (Sample sample : samples) {
            points.append(' ').append(time.pixel(seconds(sample.at())));
            points.append(',').append(count.pixel(value.applyAsLong(sample)));
        }
        return points.toString();
    }

    private void lane(Lane lane, int top) {
        double middle = top + LANE / 2.0;
        out.element(
                "text",
                Figures.shortened(lane.kind()),
                "class",
                "name end",
                "x",
                "" + (LEFT - 50),
                "y",
                "" + (top + 13));
        label("end", LEFT - 8, top + 13, Figures.count(lane.count()));
        straight("rail", LEFT, RIGHT, middle);
        if (lane.at().isEmpty()) {
            label("", LEFT + 8, top + 13, lane.count() == 0 ? "none" : "throughout, not marked one by one");
            return;
        }
        Set<String> ticks = new LinkedHashSet<>();
        for (Duration at : lane.at()) {
            ticks.add("M" + Math.round(time.at(seconds(at))) + "," + (top + 3) + "v" + (LANE - 6));
        }
        out.empty("path", "class", "mark", "d", String.join("", ticks));
    }

    private void straight(String style, double from, double to, double y) {
        String at = Axis.number(y);
        out.empty("line", "class", style, "x1", Axis.number(from), "x2", Axis.number(to), "y1", at, "y2", at);
    }

    private void label(String anchor, double x, double y, String text) {
        out.element("text", text, "class", anchor, "x", Axis.number(x), "y", Axis.number(y));
    }
}
