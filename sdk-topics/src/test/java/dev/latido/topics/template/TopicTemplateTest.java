package dev.latido.topics.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Year;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Templates that a mapper rejects when it is created. */
class TopicTemplateTest {

    private static List<String> problemsOf(Class<? extends Record> type) {
        return problemsOf(TopicMapper.builder(type));
    }

    private static List<String> problemsOf(TopicMapper.Builder<?> builder) {
        InvalidTemplateException thrown = catchThrowableOfType(InvalidTemplateException.class, builder::build);
        assertThat(thrown).isNotNull();
        thrown.problems().forEach(problem -> assertThat(thrown).hasMessageContaining(problem));
        return thrown.problems();
    }

    record Bare(String a) {}

    @Test
    void shouldAskForTemplateWhenRecordHasNone() {
        assertThat(problemsOf(Bare.class))
                .containsExactly("it is not a record with a @TopicTemplate: add one that names its levels");
        assertThat(problemsOf(Record.class)).hasSize(1);
    }

    @Test
    void shouldNameTheRuleWhenTemplateBreaksIt() {
        @TopicTemplate("Acme/planta 1/{a}/b+")
        record Wrong(String a) {}

        assertThat(problemsOf(Wrong.class))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("the template breaks rule 2, level 0: \"Acme\""),
                        problem -> assertThat(problem).startsWith("the template breaks rule 3, level 1: \"planta 1\""),
                        problem -> assertThat(problem).startsWith("the template breaks rule 4, level 3: \"b+\""),
                        problem -> assertThat(problem).startsWith("the template breaks rule 5, level 1: no channel"),
                        problem -> assertThat(problem).startsWith("the template breaks rule 6, level 1: no version"));
    }

    @Test
    void shouldRefuseTemplateWhenItIsTooDeepOrEmpty() {
        @TopicTemplate("acme/v1/evt/{a}/{b}/{c}/{d}/{e}/{f}")
        record Deep(String a, String b, String c, String d, String e, String f) {}

        @TopicTemplate("")
        record Empty() {}

        assertThat(problemsOf(Deep.class))
                .containsExactly(
                        "the template breaks the fleet limit: the topic has 9 levels of at most 8: put metadata of the value into the payload");
        assertThat(problemsOf(Empty.class)).isNotEmpty();
    }

    @Test
    void shouldRefuseVersionOrChannelWhenTheyArePlaceholders() {
        @TopicTemplate("acme/{version}/{channel}/a")
        record Loose(String version, String channel) {}

        assertThat(problemsOf(Loose.class))
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("rule 5"),
                        problem -> assertThat(problem).contains("rule 6"));
    }

    @Test
    void shouldRefusePlaceholderWhenItDoesNotFillItsLevel() {
        @TopicTemplate("acme/v1/evt/line-{line}/{}/{{a}}/b}/{c")
        record Braces() {}

        @TopicTemplate("acme/v1/evt/{d}{e}")
        record Two() {}

        assertThat(problemsOf(Braces.class))
                .hasSize(5)
                .filteredOn(problem -> problem.endsWith("is not a placeholder: write {name} and nothing else"))
                .extracting(problem -> problem.split("\"", -1)[1])
                .containsExactly("line-{line}", "{}", "{{a}}", "b}", "{c");
        assertThat(problemsOf(Two.class))
                .singleElement()
                .asString()
                .startsWith("the level \"{d}{e}\" is not a placeholder");
    }

    @Test
    void shouldNameTheDifferenceWhenPlaceholdersAndComponentsDiffer() {
        @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
        record Other(String line, String zelle) {}

        @TopicTemplate("acme/v1/evt/{a}/{b}")
        record Swapped(String b, String a) {}

        @TopicTemplate("acme/v1/evt/{a}/{a}")
        record Twice(String a) {}

        assertThat(problemsOf(Other.class))
                .containsExactly(
                        "the component zelle has no placeholder: add {zelle}",
                        "the placeholder {cell} has no component: add one to the record",
                        "the placeholder {sensor} has no component: add one to the record");
        assertThat(problemsOf(Swapped.class))
                .containsExactly("the placeholders are in the order [a, b] and the components in the order [b, a]:"
                        + " use the same order");
        assertThat(problemsOf(Twice.class))
                .containsExactly("the placeholder {a} appears more than once: give each level its own name");
    }

    @SuppressWarnings("UnicodeInCode") // the subject of the test
    enum Bad {
        A_B,
        a_b,
        _C,
        D__E,
        Ñ,
    }

    @Test
    void shouldNameTheTypeWhenItMakesNoLevel() {
        @TopicTemplate("acme/v1/evt/{a}/{b}/{c}/{d}")
        record Types(double a, BigDecimal b, List<String> c, Bad d) {}

        assertThat(problemsOf(Types.class))
                .containsExactly(
                        "the component a is of type double: register a converter for it",
                        "the component b is of type java.math.BigDecimal: register a converter for it",
                        "the component c is of type java.util.List: register a converter for it",
                        "the component d: Bad.a_b and A_B both become a_b: rename one, or register a converter",
                        "the component d: Bad._C is not a legal level in lower case: rename it, or register a converter",
                        "the component d: Bad.D__E is not a legal level in lower case: rename it, or register a converter",
                        "the component d: Bad.Ñ is not a legal level in lower case: rename it, or register a converter");
    }

    @Test
    void shouldLeaveTypeToConverterWhenItHasOne() {
        @TopicTemplate("acme/v1/evt/{a}/{b}")
        record Types(double a, Bad b) {}

        TopicMapper.Builder<Types> builder = TopicMapper.builder(Types.class)
                .converter(double.class, TopicConverter.of(value -> "x", level -> 1.5))
                .converter(Bad.class, TopicConverter.of(value -> "y", level -> Bad.A_B));

        assertThatCode(builder::build).doesNotThrowAnyException();
        assertThat(builder.build().parse("acme/v1/evt/x/y")).isEqualTo(new Types(1.5, Bad.A_B));
    }

    @Test
    void shouldRefuseConverterWhenNoComponentUsesIt() {
        @TopicTemplate("acme/v1/evt/{a}")
        record Plain(String a) {}

        assertThat(problemsOf(TopicMapper.builder(Plain.class)
                        .converter(Year.class, TopicConverter.of(Year::toString, Year::parse))))
                .containsExactly("no component is of type java.time.Year: remove its converter");
    }

    @Test
    void shouldListProblemsOfAllKindsWhenAllAreThere() {
        @TopicTemplate("acme/v1/{x}/Line-{line}/{y}")
        record AllWrong(double y, String z) {}

        assertThat(problemsOf(AllWrong.class))
                .containsExactly(
                        "the level \"Line-{line}\" is not a placeholder: write {name} and nothing else",
                        "the template breaks rule 5, level 2: no channel level: evt for data, cmd for commands, state for"
                                + " last values; write \"evt/x\"",
                        "the component z has no placeholder: add {z}",
                        "the placeholder {x} has no component: add one to the record",
                        "the component y is of type double: register a converter for it");
    }
}
