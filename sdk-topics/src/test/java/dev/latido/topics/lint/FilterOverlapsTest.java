package dev.latido.topics.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares the tree with a comparison of all pairs. */
class FilterOverlapsTest {

    private static final long SEED = 20_261_124;
    private static final List<String> LEVELS = List.of("a", "b", "c", "d", "+", "+", "");

    @Test
    void shouldFindTheFiltersThatIntersectAnEarlierOne() {
        Random random = new Random(SEED);
        int overlapping = 0;
        int apart = 0;

        for (int run = 0; run < 3_000; run++) {
            List<String> filters = randomFilters(random);
            List<String> expected = intersectingAnEarlierOne(filters);
            List<String> found = TopicLinter.builder().build().lint(filters).findings().stream()
                    .filter(finding -> finding.check() == LintCheck.OVERLAPPING_FILTERS)
                    .map(LintFinding::text)
                    .toList();

            assertThat(found).as("%s", filters).isEqualTo(expected);
            overlapping += expected.size();
            apart += filters.size() - expected.size();
        }

        assertThat(overlapping).isGreaterThan(1_000);
        assertThat(apart).isGreaterThan(1_000);
    }

    private static List<String> randomFilters(Random random) {
        Set<String> filters = new LinkedHashSet<>();
        int size = 2 + random.nextInt(4);
        while (filters.size() < size) {
            List<String> levels = new ArrayList<>();
            levels.add("r");
            int depth = random.nextInt(4);
            for (int i = 0; i < depth; i++) {
                levels.add(LEVELS.get(random.nextInt(LEVELS.size())));
            }
            levels.add(random.nextInt(4) == 0 ? "#" : "+");
            filters.add(String.join("/", levels));
        }
        return List.copyOf(filters);
    }

    private static List<String> intersectingAnEarlierOne(List<String> filters) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            TopicFilter filter = TopicFilter.of(filters.get(i));
            if (filters.subList(0, i).stream().map(TopicFilter::of).anyMatch(filter::intersects)) {
                found.add(filters.get(i));
            }
        }
        return found;
    }
}
