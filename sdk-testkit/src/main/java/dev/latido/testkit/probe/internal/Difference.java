package dev.latido.testkit.probe.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference between expected and received messages. The order is that of first arrivals. A message is out of order
 * if it belongs to the smallest set of messages that would have to be moved to restore the expected order.
 *
 * @param lost expected keys that did not arrive
 * @param duplicated expected keys that arrived more than once, with all their arrivals
 * @param unexpected other keys that arrived, with their arrivals
 * @param outOfOrder expected keys that arrived at another position
 */
record Difference(
        List<String> lost,
        Map<String, List<Long>> duplicated,
        Map<String, List<Long>> unexpected,
        List<Misplaced> outOfOrder) {

    /**
     * A key that arrived too early or too late: its first arrival, and its position among the expected keys (from 1).
     */
    record Misplaced(String key, long arrival, int expectedPlace, int actualPlace) {}

    /** Compares expected keys, which are distinct, with arrivals. */
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

    /** Groups all arrivals by key, with the keys in the order of their first arrivals. */
    static Map<String, List<Long>> byKey(List<MatchedMessage> arrivals) {
        Map<String, List<Long>> byKey = new LinkedHashMap<>();
        arrivals.forEach(arrival ->
                byKey.computeIfAbsent(arrival.key(), key -> new ArrayList<>()).add(arrival.number()));
        return byKey;
    }

    /** Returns the messages that are not part of a longest increasing run of expected positions. */
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

    /**
     * Marks a longest increasing run by patience sorting: keeps, for each length, the run with the lowest end. O(n log
     * n).
     */
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

    /** Returns the lines of a report; empty groups have no line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        FailureText.list(lines, "lost", lost, FailureText::shortened);
        FailureText.list(lines, "duplicated", duplicated.entrySet(), FailureText::arrivals);
        FailureText.list(lines, "unexpected", unexpected.entrySet(), FailureText::arrivals);
        FailureText.list(
                lines,
                "out of order",
                outOfOrder,
                late -> FailureText.shortened(late.key()) + " (arrival " + late.arrival() + ", at position "
                        + late.actualPlace() + " instead of " + late.expectedPlace() + ")");
        return lines;
    }
}
