package dev.latido.campaign.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of fault in a cell.
 *
 * @param kind the fault's name
 * @param count the number of injected faults
 * @param at their times, as far as they were marked
 */
record Lane(String kind, long count, List<Duration> at) {

    /** Returns the kinds in the order of {@link CellResult#faults()}, then those that were only marked. */
    static List<Lane> of(CellResult cell) {
        Map<String, List<Duration>> marks = new LinkedHashMap<>();
        cell.faults().forEach((kind, count) -> marks.put(kind, new ArrayList<>()));
        cell.marks()
                .forEach(mark -> marks.computeIfAbsent(mark.kind(), kind -> new ArrayList<>())
                        .add(mark.at()));
        List<Lane> lanes = new ArrayList<>();
        marks.forEach((kind, at) ->
                lanes.add(new Lane(kind, cell.faults().getOrDefault(kind, (long) at.size()), List.copyOf(at))));
        return lanes;
    }
}
