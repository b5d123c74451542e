package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicRouterTest {

    private static final long SEED = 20_261_123;
    private static final List<String> LEVELS = List.of("", "a", "b", "$x");

    private final TopicRouter<String> router = new TopicRouter<>();

    @Test
    void shouldFindEveryFilterThatMatchesWhenTopicComesIn() {
        router.add(TopicFilter.of("a/b"), "exact");
        router.add(TopicFilter.of("a/+"), "level");
        router.add(TopicFilter.of("a/b/#"), "below and itself");
        router.add(TopicFilter.wholeFleet("test"), "all");
        router.add(TopicFilter.of("a/c"), "another");
        router.add(TopicFilter.of("a"), "shorter");
        router.add(TopicFilter.of("a/b/c"), "longer");

        assertThat(router.match("a/b")).containsExactlyInAnyOrder("exact", "level", "below and itself", "all");
        assertThat(router.match(Topic.unchecked("a/b/x/y"))).containsExactlyInAnyOrder("below and itself", "all");
        assertThat(router.match("b")).containsExactly("all");
        assertThat(router.size()).isEqualTo(7);
    }

    @Test
    void shouldHideDollarTopicsWhenFilterBeginsWithWildcard() {
        router.add(TopicFilter.wholeFleet("test"), "all");
        router.add(TopicFilter.of("+/a"), "level");
        router.add(TopicFilter.of("$SYS/#"), "system");

        assertThat(router.match("$SYS/a")).containsExactly("system");
        assertThat(router.match("$SYS")).containsExactly("system");
        assertThat(router.match("x/a")).containsExactlyInAnyOrder("all", "level");
    }

    @Test
    void shouldFindNothingWhenTextIsEmpty() {
        router.add(TopicFilter.wholeFleet("test"), "all");
        router.add(TopicFilter.of("/#"), "below the empty level");

        assertThat(router.match("")).isEmpty();
        assertThat(router.match("/")).containsExactlyInAnyOrder("all", "below the empty level");
    }

    @Test
    void shouldTakeWildcardsForNamesWhenTheyStandInTopic() {
        router.add(TopicFilter.of("a/+"), "level");
        router.add(TopicFilter.of("a/#"), "below");

        assertThat(router.match("a/+")).containsExactlyInAnyOrder("level", "below");
        assertThat(router.match("a/#")).containsExactlyInAnyOrder("level", "below");
    }

    @Test
    void shouldKeepRouteOnceWhenItIsAddedAgain() {
        assertThat(router.add(TopicFilter.of("a/+"), "x")).isTrue();
        assertThat(router.add(TopicFilter.of("a/+"), "x")).isFalse();
        assertThat(router.add(TopicFilter.of("a/+"), "y")).isTrue();
        assertThat(router.add(TopicFilter.of("a/b"), "x")).isTrue();

        assertThat(router.match("a/b")).containsExactlyInAnyOrder("x", "x", "y");
        assertThat(router.size()).isEqualTo(3);
    }

    @Test
    void shouldTellGroupsApartWhenFiltersAreShared() {
        TopicFilter plain = TopicFilter.of("a/+");
        router.add(plain, "x");
        router.add(plain.shared("billing"), "x");
        router.add(plain.shared("audit"), "x");
        assertThat(router.match("a/b")).containsExactly("x", "x", "x");

        assertThat(router.remove(plain.shared("billing"), "x")).isTrue();
        assertThat(router.remove(plain.shared("billing"), "x")).isFalse();

        assertThat(router.match("a/b")).containsExactly("x", "x");
        assertThat(router.match("$share/audit/a/b")).isEmpty();
    }

    @Test
    void shouldRemoveOnlyTheRouteWhenOthersAreNear() {
        router.add(TopicFilter.of("a/b/c"), "x");
        router.add(TopicFilter.of("a/b"), "x");
        router.add(TopicFilter.of("a/+"), "x");
        router.add(TopicFilter.of("a/#"), "x");

        assertThat(router.remove(TopicFilter.of("a/b"), "y")).isFalse();
        assertThat(router.remove(TopicFilter.of("a/b/c/d"), "x")).isFalse();
        assertThat(router.remove(TopicFilter.of("b"), "x")).isFalse();
        assertThat(router.remove(TopicFilter.of("a/b/+"), "x")).isFalse();
        assertThat(router.remove(TopicFilter.of("a/b/#"), "x")).isFalse();
        assertThat(router.remove(TopicFilter.of("a"), "x")).isFalse();
        assertThat(router.size()).isEqualTo(4);
        assertThat(router.remove(TopicFilter.of("a/b/c"), "x")).isTrue();

        assertThat(router.match("a/b/c")).containsExactly("x");
        assertThat(router.match("a/b")).containsExactly("x", "x", "x");
        assertThat(router.size()).isEqualTo(3);
    }

    @Tag("exhaustive")
    @Test
    void shouldGoAsDeepAsFiltersGo() {
        String deep = "a" + "/+".repeat(30_000);
        router.add(TopicFilter.of(deep), "deep");

        assertThat(router.match(deep.replace("+", ""))).containsExactly("deep");
        assertThat(router.match("a" + "/".repeat(65_000))).isEmpty();
    }

    @Tag("exhaustive")
    @Test
    void shouldAgreeWithLoopOverFiltersWhenRoutesComeAndGo() {
        Random random = new Random(SEED);
        Set<Entry> routes = new HashSet<>();
        TopicRouter<Integer> subject = new TopicRouter<>();
        int found = 0;

        for (int i = 0; i < 20_000; i++) {
            Entry entry = new Entry(randomFilter(random), random.nextInt(3));
            if (random.nextBoolean()) {
                assertThat(subject.add(entry.filter, entry.value)).isEqualTo(routes.add(entry));
            } else {
                assertThat(subject.remove(entry.filter, entry.value)).isEqualTo(routes.remove(entry));
            }
            String topic = randomTopic(random);
            List<Integer> expected = routes.stream()
                    .filter(route -> route.filter.matches(topic))
                    .map(Entry::value)
                    .toList();

            assertThat(subject.match(topic)).as(topic).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(subject.size()).isEqualTo(routes.size());
            found += expected.size();
        }

        assertThat(found).as("matches").isGreaterThan(20_000);
    }

    private record Entry(TopicFilter filter, int value) {}

    private static TopicFilter randomFilter(Random random) {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            levels.add(random.nextInt(3) == 0 ? "+" : LEVELS.get(random.nextInt(LEVELS.size())));
        }
        if (random.nextInt(4) == 0) {
            levels.set(depth - 1, "#");
        }
        String text = String.join("/", levels);
        TopicFilter filter = new TopicFilter(text.isEmpty() ? "/" : text);
        return random.nextInt(5) == 0 ? filter.shared("g") : filter;
    }

    private static String randomTopic(Random random) {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            levels.add(LEVELS.get(random.nextInt(LEVELS.size())));
        }
        return String.join("/", levels);
    }

    /**
     * One thread matches continuously while two others add and remove filters, so that nodes on its path appear and
     * disappear. Filters that stay must always be found, and filters that were never added must not.
     */
    @Tag("exhaustive")
    @Test
    @Timeout(60)
    void shouldFindWhatStaysWhenOthersComeAndGo() throws Exception {
        router.add(TopicFilter.of("a/b/c"), "stays");
        router.add(TopicFilter.of("a/+/c"), "stays too");
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);

        try {
            List<Future<?>> writers = List.of(
                    threads.submit(() -> comeAndGo(List.of("a/b", "a/b/c/d", "a/+", "#"), "first")),
                    threads.submit(() -> comeAndGo(List.of("a/b/#", "a/+/c/#", "+/b/c", "#"), "second")));
            Future<Integer> reader = threads.submit(() -> lookUpUntil(done));
            for (Future<?> writer : writers) {
                writer.get(50, TimeUnit.SECONDS);
            }
            done.set(true);

            assertThat(reader.get(50, TimeUnit.SECONDS)).isPositive();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(router.match("a/b/c")).containsExactlyInAnyOrder("stays", "stays too");
        assertThat(router.size()).isEqualTo(2);
    }

    private void comeAndGo(List<String> filters, String value) {
        for (int i = 0; i < 20_000; i++) {
            for (String filter : filters) {
                assertThat(router.add(new TopicFilter(filter), value)).isTrue();
            }
            // A thread finds its own additions immediately.
            assertThat(router.match("a/b/c")).contains(value, "stays", "stays too");
            for (String filter : filters) {
                assertThat(router.remove(new TopicFilter(filter), value)).isTrue();
            }
            assertThat(router.match("a/b/c")).doesNotContain(value);
        }
    }

    private int lookUpUntil(AtomicBoolean done) {
        int lookups = 0;
        do {
            assertThat(router.match("a/b/c"))
                    .contains("stays", "stays too")
                    .isSubsetOf("stays", "stays too", "first", "second");
            lookups++;
        } while (!done.get());
        return lookups;
    }
}
