package dev.latido.testkit.probe.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.probe.internal.Difference.Misplaced;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeDifferenceTest {

    @Test
    void shouldFindNothingWhenAllCameOnceInOrder() {
        Difference difference = Difference.between(List.of("a", "b", "c"), arrivals("a", "b", "c"));

        assertThat(difference.lines()).isEmpty();
    }

    @Test
    void shouldFindNothingWhenNothingWasExpectedAndNothingCame() {
        assertThat(Difference.between(List.of(), List.of()).lines()).isEmpty();
    }

    @Test
    void shouldNameTheLost() {
        Difference difference = Difference.between(List.of("a", "b", "c", "d"), arrivals("a", "d"));

        assertThat(difference.lost()).containsExactly("b", "c");
        assertThat(difference.lines()).containsExactly("lost 2: b, c");
    }

    @Test
    void shouldNameTheDuplicatedWithAllTheirArrivals() {
        Difference difference = Difference.between(List.of("a", "b"), arrivals("a", "b", "a", "a"));

        assertThat(difference.duplicated()).containsOnlyKeys("a").containsEntry("a", List.of(1L, 3L, 4L));
        assertThat(difference.lines()).containsExactly("duplicated 1: a (arrivals 1, 3, 4)");
    }

    @Test
    void shouldNameTheUnexpectedWithAllTheirArrivals() {
        Difference difference = Difference.between(List.of("a"), arrivals("x", "a", "y", "x"));

        assertThat(difference.lines()).containsExactly("unexpected 2: x (arrivals 1, 4), y (arrival 3)");
    }

    @Test
    void shouldNameTheFewestThatAreOutOfOrder() {
        Difference early = Difference.between(List.of("a", "b", "c", "d", "e"), arrivals("e", "a", "b", "c", "d"));
        Difference late = Difference.between(List.of("a", "b", "c", "d", "e"), arrivals("b", "c", "d", "a", "e"));

        assertThat(early.outOfOrder()).containsExactly(new Misplaced("e", 1, 5, 1));
        assertThat(late.outOfOrder()).containsExactly(new Misplaced("a", 4, 1, 4));
        assertThat(late.lines()).containsExactly("out of order 1: a (arrival 4, at position 4 instead of 1)");
    }

    @Test
    void shouldNotTakeDuplicatesForReordering() {
        Difference difference = Difference.between(List.of("a", "b", "c"), arrivals("a", "b", "a", "c", "b"));

        assertThat(difference.outOfOrder()).isEmpty();
    }

    @Test
    void shouldNotTakeWhatFollowsALossForReordering() {
        Difference difference = Difference.between(List.of("a", "b", "c", "d"), arrivals("c", "d"));

        assertThat(difference.outOfOrder()).isEmpty();
    }

    @Test
    void shouldTellAllKindsApart() {
        Difference difference = Difference.between(List.of("a", "b", "c", "d"), arrivals("c", "a", "x", "d", "d"));

        assertThat(difference.lines())
                .containsExactly(
                        "lost 1: b",
                        "duplicated 1: d (arrivals 4, 5)",
                        "unexpected 1: x (arrival 3)",
                        "out of order 1: c (arrival 1, at position 1 instead of 3)");
    }

    @Test
    void shouldShortenLongLists() {
        List<String> expected = IntStream.range(0, 1_000).mapToObj(i -> "m" + i).toList();

        Difference difference = Difference.between(expected, List.of());

        assertThat(difference.lines())
                .singleElement()
                .asString()
                .startsWith("lost 1000: m0, m1, ")
                .endsWith("m19 and 980 more");
    }

    @Test
    void shouldStayFastWhenALotIsReversed() {
        List<String> expected =
                IntStream.range(0, 100_000).mapToObj(i -> "m" + i).toList();
        List<MatchedMessage> reversed = new ArrayList<>();
        for (int i = expected.size() - 1; i >= 0; i--) {
            reversed.add(new MatchedMessage(reversed.size() + 1L, expected.get(i)));
        }

        Difference difference = Difference.between(expected, reversed);

        assertThat(difference.outOfOrder()).hasSize(expected.size() - 1);
    }

    private static List<MatchedMessage> arrivals(String... keys) {
        List<MatchedMessage> arrivals = new ArrayList<>();
        for (String key : keys) {
            arrivals.add(new MatchedMessage(arrivals.size() + 1L, key));
        }
        return arrivals;
    }
}
