package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.topics.lint.LintFinding;
import dev.latido.topics.lint.LintReport;
import dev.latido.topics.lint.TopicLinter;
import dev.latido.topics.template.TopicMapper;
import dev.latido.topics.template.TopicTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random inputs beyond any list of examples; the seeds are fixed, so that a failure is reproducible. */
@Tag("exhaustive")
class RandomTextTest {

    private static final long SEED = 20_261_123;
    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final TopicLayout LAYOUT = TopicLayout.of(ACME);
    private static final TopicMapper<CellTopic> CELLS = TopicMapper.of(CellTopic.class);

    @TopicTemplate("acme/v1/evt/{line}/{cell}")
    private record CellTopic(String line, int cell) {}

    private static final List<String> LEVELS = List.of("", "a", "b", "ab", "$", "$a", "$SYS");
    private static final List<String> FILTER_LEVELS = List.of("", "a", "b", "ab", "$", "$a", "$SYS", "+", "+", "+");

    /** Ordinary text, and characters that often break parsers. */
    private static final List<String> PIECES = List.of(
            "a",
            "z",
            "0",
            "9",
            "temp",
            "planta-1",
            "-",
            "_",
            ".",
            "/",
            "//",
            "+",
            "#",
            "$",
            " ",
            "A",
            "É",
            "e\u0301",
            "\u0301",
            "ñ",
            "ß",
            "İ",
            "温",
            "عربي",
            "\u202E",
            "\u200F",
            "\u0000",
            "\n",
            "\uD800",
            "\uDC00",
            "😀",
            "\uFEFF",
            "\uFFFF",
            "𝐀",
            "Ǆ",
            "½",
            "acme/v1/evt/",
            "$share/");

    @Test
    void shouldAgreeWithSlowReferenceWhenPairsAreRandom() {
        Random random = new Random(SEED);
        int matching = 0;

        for (int i = 0; i < 100_000; i++) {
            String filter = randomFilter(random);
            String topic = random.nextBoolean() ? randomTopic(random) : topicLike(filter, random);
            TopicFilter subject = filter(filter, random.nextInt(4) == 0);
            boolean expected = SlowMatching.matches(filter, topic);

            assertThat(subject.matches(topic))
                    .as("%s against %s", subject, topic)
                    .isEqualTo(expected);
            matching += expected ? 1 : 0;
        }

        assertThat(matching).as("matching pairs").isBetween(20_000, 80_000);
    }

    private static TopicFilter filter(String text, boolean shared) {
        boolean whole = text.equals("#");
        TopicFilter plain = whole ? TopicFilter.wholeFleet("random test") : new TopicFilter(text);
        return shared ? plain.shared("g") : plain;
    }

    private static String randomTopic(Random random) {
        String topic = randomLevels(random, LEVELS);
        return topic.isEmpty() ? "/" : topic;
    }

    /** Returns the filter with its wildcards filled in, because two unrelated texts rarely match. */
    private static String topicLike(String filter, Random random) {
        String topic = filter.replace("+", pick(random, LEVELS)).replace("/#", "/" + randomLevels(random, LEVELS));
        return topic.isEmpty() ? "/" : topic.replace("#", pick(random, List.of("a", "$a", "/")));
    }

    private static String randomFilter(Random random) {
        String filter = randomLevels(random, FILTER_LEVELS);
        if (random.nextInt(3) == 0) {
            return random.nextInt(20) == 0 ? "#" : filter + "/#";
        }
        return filter.isEmpty() ? "/" : filter;
    }

    private static String randomLevels(Random random, List<String> alphabet) {
        StringBuilder text = new StringBuilder();
        int levels = 1 + random.nextInt(4);
        for (int i = 0; i < levels; i++) {
            text.append(i == 0 ? "" : "/").append(pick(random, alphabet));
        }
        return text.toString();
    }

    @Test
    void shouldBuildOrListViolationsWhenTextIsAnyUnicode() {
        Random random = new Random(SEED);
        TopicRouter<String> router = new TopicRouter<>();
        router.add(TopicFilter.wholeFleet("random test"), "all");

        for (int i = 0; i < 5_000; i++) {
            String text = randomText(random);

            buildOrList(text, Topic::of);
            buildOrList(text, Topic::unchecked);
            buildOrList(text, TopicFilter::of);
            buildOrList(text, ACME::parse);
            buildOrList(text, any -> TopicRoot.of(any, 1));
            buildOrList(
                    text, any -> ACME.events().site(any).area(any).device(any).measure(any));
            buildOrList(
                    text, any -> ACME.commands().anySite().area(any).device("d").command(any));
            buildOrList(text, any -> ACME.presence().site("s").area("a").device(any));
            buildOrList(text, any -> TopicFilter.of("a/#").shared(any));
            buildOrList(text, CELLS::parse);
            buildOrList(text, any -> CELLS.topic(new CellTopic(any, 1)));
            buildOrList(text, any -> CELLS.topic(new CellTopic("a", any.hashCode())));
            buildOrList(text, any -> CELLS.filter().with("line", any).build());
            buildOrList(text, CELLS::tryParse);
            assertThat(router.match(text).isEmpty()).isEqualTo(text.startsWith("$"));
        }
    }

    private static void buildOrList(String text, Consumer<String> factory) {
        try {
            factory.accept(text);
        } catch (InvalidTopicException expected) {
            assertThat(expected.violations()).isNotEmpty();
            assertThat(expected.toString().chars().noneMatch(Character::isISOControl))
                    .isTrue();
            assertThat(expected.getMessage()).hasSizeLessThan(5_000);
        }
    }

    @Test
    void shouldBlameSomeRuleOfSpellingWhenAndOnlyWhenALevelIsIllegal() {
        Random random = new Random(SEED);

        for (int i = 0; i < 5_000; i++) {
            String level = randomText(random).replace("/", "");

            boolean clean = NamingRule.LOWERCASE_WITHOUT_ACCENTS.check(level).isEmpty()
                    && NamingRule.NO_SPACES_OR_SIGNS.check(level).isEmpty()
                    && NamingRule.NO_WILDCARDS_IN_NAMES.check(level).isEmpty();

            assertThat(clean).as(level).isEqualTo(TopicName.isLegal(level));
            assertThat(TopicName.isLegal(level)).as(level).isEqualTo(level.matches("[a-z0-9]+([-_][a-z0-9]+)*"));
        }
    }

    /** All characters of Unicode: surrogates, accents, marks that change the direction of the text, NUL. */
    @Test
    void shouldPassOnlyLettersDigitsAndJoinersWhenEveryCharacterIsTried() {
        List<String> passing = new ArrayList<>();

        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String character = Character.toString(codePoint);
            if (TopicName.isLegal("a" + character + "b")) {
                passing.add(character);
            }
            boolean alone = TopicName.isLegal(character);
            assertThat(alone && !character.matches("[a-z0-9]")).isFalse();
        }

        assertThat(String.join("", passing)).isEqualTo("-0123456789_abcdefghijklmnopqrstuvwxyz");
    }

    @Test
    void shouldProposeLegalNameWhenSpellingIsWrong() {
        Random random = new Random(SEED);

        for (int i = 0; i < 5_000; i++) {
            String text = randomText(random);

            for (NamingRule rule : NamingRule.values()) {
                for (Violation violation : rule.check(text, LAYOUT)) {
                    assertThat(violation.rule()).isSameAs(rule);
                    if (rule.number() >= 2 && rule.number() <= 4) {
                        assertThat(TopicName.isLegal(violation.suggestion()))
                                .as(violation.suggestion())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void shouldParseToTheSameTopicWhenStepsBuiltIt() {
        Random random = new Random(SEED);

        for (int i = 0; i < 2_000; i++) {
            Topic built = ACME.events()
                    .site(randomName(random))
                    .area(randomName(random))
                    .device(randomName(random))
                    .measure(randomName(random));

            assertThat(ACME.parse(built.toString())).isEqualTo(built);
            assertThat(Topic.of(built.toString())).isEqualTo(built);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "e\u0301", "温", "😀", "\u202E", "\uD800", "\u0000", "/", "a/"})
    void shouldRefuseTextWhenItHas65536Bytes(String piece) {
        String text = piece.repeat(65_536 / piece.getBytes(StandardCharsets.UTF_8).length)
                + "a".repeat(65_536 % piece.getBytes(StandardCharsets.UTF_8).length);

        for (Consumer<String> factory :
                List.<Consumer<String>>of(Topic::of, Topic::unchecked, TopicFilter::of, ACME::parse, CELLS::parse)) {
            assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> factory.accept(text));
        }
    }

    @Test
    void shouldRefuseTextOf65536BytesWhenItIsRandom() {
        Random random = new Random(SEED);

        for (int i = 0; i < 20; i++) {
            String piece = randomText(random) + "É";
            String text = piece.repeat(1 + 65_536 / piece.length()).substring(0, 65_536);

            buildOrList(text, Topic::of);
            buildOrList(text, TopicFilter::of);
            assertThat(keepsRulesOfSpelling(text)).isFalse();
        }
    }

    /**
     * Only rules 2 to 4, because almost any text breaks rules 5 and 6. The rest of the text keeps the rules, so that no
     * neighbour hides the violation of the one character outside the alphabet.
     */
    @Test
    void shouldBreakARuleOfSpellingWhenOneCharacterOfAnyUnicodeIsForeign() {
        Random random = new Random(SEED);

        for (int i = 0; i < 20_000; i++) {
            String foreign = foreign(random);
            String text = randomName(random) + foreign + randomName(random);

            assertThat(keepsRulesOfSpelling(text)).as(text).isFalse();
            assertThat(keepsRulesOfSpelling(text.replace(foreign, ""))).as(text).isTrue();
        }
    }

    private static boolean keepsRulesOfSpelling(String text) {
        return Stream.of(NamingRule.values())
                .filter(rule -> rule.number() >= 2 && rule.number() <= 4)
                .allMatch(rule -> rule.check(text).isEmpty());
    }

    /** Any character that a topic must not contain, including unpaired surrogates, NUL and marks. */
    private static String foreign(Random random) {
        String character;
        do {
            character = Character.toString(random.nextInt(
                    random.nextBoolean() ? Character.MAX_CODE_POINT + 1 : Character.MIN_SUPPLEMENTARY_CODE_POINT));
        } while (character.matches("[-a-z0-9_/]"));
        return character;
    }

    @Test
    void shouldLintWhenTheLinesAreAnyUnicode() {
        Random random = new Random(SEED);
        TopicLinter known = TopicLinter.builder()
                .root(ACME)
                .allow(TopicFilter.of("a/#"), "random test")
                .build();
        int findings = 0;

        for (int run = 0; run < 500; run++) {
            List<String> lines = Stream.generate(
                            () -> random.nextInt(4) == 0 ? randomFilter(random) : randomText(random))
                    .limit(20)
                    .toList();
            LintReport report = random.nextBoolean()
                    ? known.lint(lines)
                    : TopicLinter.builder().build().lint(lines);
            findings += report.findings().size();

            assertThat(report.toText().codePoints())
                    .as("%s", lines)
                    .allMatch(c -> c == '\n' || Character.getType(c) != Character.CONTROL);
            assertThat(report.toJson().chars()).allMatch(c -> c >= ' ' && c <= '~');
            assertThat(report.findings())
                    .extracting(LintFinding::text)
                    .allMatch(text -> lines.contains(text) || text.equals("a/#"));
        }

        assertThat(findings).isGreaterThan(10_000);
    }

    @Test
    void shouldLintWhenALineIsAsDeepAndLongAsItCanBe() {
        String deep = "a/".repeat(40_000);
        List<String> lines = List.of(deep, deep + "+/#", "+/".repeat(40_000) + "#", "Ñ ".repeat(60_000));

        assertThat(TopicLinter.of(ACME).lint(lines).findings()).isNotEmpty();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(4) == 0) {
                text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            } else {
                text.append(pick(random, PIECES));
            }
        }
        return text.toString();
    }

    private static String randomName(Random random) {
        return TopicName.slug("n" + randomText(random));
    }

    private static String pick(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
