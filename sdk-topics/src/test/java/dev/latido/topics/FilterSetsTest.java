package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code covers} and {@code intersects}, which compare filters as sets of topics. */
class FilterSetsTest {

    private static final int FILTER_DEPTH = 4;
    private static final List<String> NAMES = List.of("", "a", "b", "$x");

    @ParameterizedTest
    @CsvSource({
        "a, a, true, true",
        "a, b, false, false",
        "a/#, a, true, true",
        "a/#, a/, true, true",
        "a/#, a/+/b, true, true",
        "a/#, a/+/#, true, true",
        "a/+/#, a/#, false, true",
        "a/+/#, a, false, false",
        "a/+/#, a/+, true, true",
        "a/+, a/#, false, true",
        "a/+, a, false, false",
        "a/+, a/, true, true",
        "a/+/c, a/b/+, false, true",
        "a/b/c, a/+/d, false, false",
        "+/b, a/+, false, true",
        "/a, +/a, false, true",
        "+/a, /a, true, true",
        "#, a/b, true, true",
        "#, +/#, true, true",
        "+/#, #, true, true",
        "+/+/#, #, false, true",
        "/+/#, /#, true, true",
        "/#, +, false, false",
        "/#, /, true, true",
        "#, $SYS/#, false, false",
        "+/#, $SYS/#, false, false",
        "$SYS/#, #, false, false",
        "$SYS/#, $SYS/+, true, true",
        "a/+, a/$x, true, true",
        "$share/g/a/+, a/b, true, true",
        "a/+, $share/g/a/b, true, true",
        "$share/g/a/#, $share/h/a, true, true",
        "$share/g/+/a, $SYS/a, false, false",
    })
    void shouldCompareAsSetsOfTopicsWhenTwoFiltersMeet(String outer, String inner, boolean covers, boolean intersects) {
        TopicFilter one = filter(outer);
        TopicFilter other = filter(inner);

        assertThat(one.covers(other)).isEqualTo(covers);
        assertThat(one.intersects(other)).isEqualTo(intersects);
        assertThat(other.intersects(one)).isEqualTo(intersects);
    }

    private static TopicFilter filter(String text) {
        return text.startsWith("$share") ? TopicFilter.of(text) : new TopicFilter(text);
    }

    /**
     * Compares all filters of up to four levels with each other. The topics are sufficient for an exact result. A filter
     * distinguishes only the levels that it names, so one level that no filter names ({@code other}) represents all of
     * them. The answer of a filter is the same for all deeper topics with the same beginning, so one level more than the
     * deepest filter represents every greater depth. A level that begins with {@code $} and that no filter names matches
     * nothing at the first level, and is like {@code other} after it.
     */
    @Tag("exhaustive")
    @Test
    void shouldAgreeWithBruteForceWhenAllSmallFiltersAreCompared() {
        List<String> filters = filters();
        List<List<String>> topics = topics();
        List<BitSet> sets =
                filters.stream().map(filter -> matched(filter, topics)).toList();
        List<TopicFilter> subjects = filters.stream().map(TopicFilter::new).toList();

        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            for (int j = 0; j < subjects.size(); j++) {
                TopicFilter one = subjects.get(i);
                TopicFilter other = subjects.get(j);
                boolean covers = one.covers(other);
                if (covers != isSubset(sets.get(j), sets.get(i))) {
                    wrong.add(one + " covers " + other + ": " + covers);
                }
                boolean intersects = one.intersects(other);
                if (intersects != sets.get(i).intersects(sets.get(j))) {
                    wrong.add(one + " intersects " + other + ": " + intersects);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(sets).as("no filter that matches nothing").noneMatch(BitSet::isEmpty);
    }

    /** Every filter of 1 to 4 levels of the names and {@code +}, the last one {@code #} or not. */
    private static List<String> filters() {
        List<String> alphabet = new ArrayList<>(NAMES);
        alphabet.add("+");
        List<String> filters = new ArrayList<>(List.of("#"));
        for (List<String> levels : sequences(alphabet, FILTER_DEPTH)) {
            String text = String.join("/", levels);
            if (!text.isEmpty()) {
                filters.add(text);
            }
            if (levels.size() < FILTER_DEPTH) {
                filters.add(text + "/#");
            }
        }
        return filters;
    }

    private static List<List<String>> topics() {
        List<String> alphabet = new ArrayList<>(NAMES);
        alphabet.add("other");
        List<List<String>> topics = sequences(alphabet, FILTER_DEPTH + 1);
        topics.remove(List.of("")); // the empty text is no topic
        return topics;
    }

    private static List<List<String>> sequences(List<String> alphabet, int maxDepth) {
        List<List<String>> all = new ArrayList<>();
        List<List<String>> longest = List.of(List.of());
        for (int depth = 1; depth <= maxDepth; depth++) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> begin : longest) {
                for (String level : alphabet) {
                    List<String> levels = new ArrayList<>(begin);
                    levels.add(level);
                    longer.add(levels);
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }

    private static BitSet matched(String filter, List<List<String>> topics) {
        List<String> levels = List.of(filter.split("/", -1));
        BitSet matched = new BitSet(topics.size());
        for (int i = 0; i < topics.size(); i++) {
            matched.set(i, SlowMatching.matches(levels, topics.get(i)));
        }
        return matched;
    }

    private static boolean isSubset(BitSet inner, BitSet outer) {
        BitSet rest = (BitSet) inner.clone();
        rest.andNot(outer);
        return rest.isEmpty();
    }
}
