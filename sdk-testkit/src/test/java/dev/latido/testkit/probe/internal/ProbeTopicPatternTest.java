package dev.latido.testkit.probe.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTopicPatternTest {

    @ParameterizedTest
    @CsvSource({
        "a/b,a/b,true",
        "a/b,a/c,false",
        "a/b,a/b/c,false",
        "a/b/c,a/b,false",
        "+/b,a/b,true",
        "a/+,a,false",
        "a/+,a/,true",
        "a/#,a,true",
        "a/#,a/b/c,true",
        "a/#,ab,false",
        "#,a/b,true",
        "#,$SYS/x,false",
        "+/x,$SYS/x,false",
        "$SYS/#,$SYS/x,true",
    })
    void shouldMatchAsMqttSays(String filter, String topic, boolean matches) {
        assertThat(TopicPattern.of(filter).matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b,a/b,true",
        "a/b,a/c,false",
        "a/b,a/b/c,false",
        "a/+,+/b,true",
        "a/+,b/+,false",
        "a/#,a,true",
        "a/#,a/b/c,true",
        "a/+/c,a/b/#,true",
        "#,a,true",
        "#,$SYS/#,false",
        "a/b/#,a/c/#,false",
    })
    void shouldKnowWhetherFiltersOverlap(String filter, String other, boolean overlap) {
        assertThat(TopicPattern.of(filter).overlaps(TopicPattern.of(other))).isEqualTo(overlap);
        assertThat(TopicPattern.of(other).overlaps(TopicPattern.of(filter))).isEqualTo(overlap);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a+/b", "$share/group/a"})
    void shouldRefuseWhatIsNoFilterForAProbe(String filter) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.of(filter));
    }
}
