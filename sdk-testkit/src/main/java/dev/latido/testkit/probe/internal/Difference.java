package dev.latido.testkit.probe.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was to come against what came. Order is that of first arrivals; the fewest messages that would have to be moved
 * to put them in the expected order are out of order.
 *
 * @param lost expected keys that did not come
 * @param duplicated expected keys that came more than once, with all their arrivals
 * @param unexpected other keys that came, with their arrivals
 * @param outOfOrder expected keys that came at another place
 */
record Difference(
        List<String> lost,
        Map<String, List<Long>> duplicated,
        Map<String, List<Long>> unexpected,
        List<Misplaced> outOfOrder) {

    /** A key that came too early or too late: its first arrival, its place among those expected (from 1). */
    record Misplaced(String key, long arrival, int expectedPlace, int actualPlace) {}

    /** Compares. The expected keys do not repeat. */
    static Difference between(List<String> expected, List<MatchedMessage> arrivals) {
        Map<String, Integer> places = new HashMap<>();
        expected.forEach(key -> places.put(key, places.size()));
        Map<String, List<Long>> came = byKey(arrivals);
        List<String> lost =
                expected.stream().filter(key -> !came.containsKey(key)).toList();
        Map<String, List<Long>> duplicated = new LinkedHashMap<>();
        Map<String, List<Long>> unexpected = new LinkedHashMap<>();
        List<MatchedMessage> firsts = new ArrayList<>();
        came.forEach((key, numbers) -> {
            if (!places.containsKey(key)) {
                unexpected.put(key, numbers);
                return;
            }
            firsts.add(new MatchedMessage(numbers.get(0), key));
            if (numbers.size() > 1) {
                duplicated.put(key, numbers);
            }
        });
        return new Difference(lost, duplicated, unexpected, misplaced(firsts, places));
    }

    /** All arrivals of each key, keys in order of their first. */
    static Map<String, List<Long>> byKey(List<MatchedMessage> arrivals) {
        Map<String, List<Long>> byKey = new LinkedHashMap<>();
        arrivals.forEach(arrival ->
                byKey.computeIfAbsent(arrival.key(), key -> new ArrayList<>()).add(arrival.number()));
        return byKey;
    }

    /** Those that are not in a longest increasing run of expected places. */
    private static List<Misplaced> misplaced(List<MatchedMessage> firsts, Map<String, Integer> places) {
        int[] wanted = firsts.stream()
                .mapToInt(first -> places.getOrDefault(first.key(), 0))
                .toArray();
        boolean[] inOrder = longestIncreasing(wanted);
        List<Misplaced> misplaced = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (!inOrder[i]) {
                MatchedMessage first = firsts.get(i);
                misplaced.add(new Misplaced(first.key(), first.number(), wanted[i] + 1, i + 1));
            }
        }
        return misplaced;
    }

    /** Patience sorting: for each length the run that ends lowest, in O(n log n). */
    private static boolean[] longestIncreasing(int[] values) {
        int[] ends = new int[values.length];
        int[] previous = new int[values.length];
        int length = 0;
        for (int i = 0; i < values.length; i++) {
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (values[ends[middle]] < values[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? -1 : ends[low - 1];
            ends[low] = i;
            length = Math.max(length, low + 1);
        }
        boolean[] member = new boolean[values.length];
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = previous[i]) {
            member[i] = true;
        }
        return member;
    }

    /** The lines of a report, none for what there is none of. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        FailureText.list(lines, "lost", lost, FailureText::shortened);
        FailureText.list(lines, "duplicated", duplicated.entrySet(), FailureText::arrivals);
        FailureText.list(lines, "unexpected", unexpected.entrySet(), FailureText::arrivals);
        FailureText.list(
                lines,
                "out of order",
                outOfOrder,
                late -> FailureText.shortened(late.key()) + " (arrival " + late.arrival() + ", came at place "
                        + late.actualPlace() + " instead of " + late.expectedPlace() + ")");
        return lines;
    }
}
