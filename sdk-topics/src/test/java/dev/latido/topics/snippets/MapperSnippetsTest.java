package dev.latido.topics.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.template.InvalidTemplateException;
import dev.latido.topics.template.TopicConverter;
import dev.latido.topics.template.TopicMapper;
import dev.latido.topics.template.TopicTemplate;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippets in the Javadoc of records as topics, compiled and run. */
class MapperSnippetsTest {

    private final List<String> log = new ArrayList<>();

    @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
    record CellTopic(String line, int cell, String sensor) {}

    @TopicTemplate("acme/v1/evt/{line}")
    record Misspelled(String lime) {}

    @Test
    void topicMapper() {
        TopicMapper<CellTopic> cells = TopicMapper.of(CellTopic.class);
        Topic topic = cells.topic(new CellTopic("line-1", 4, "torque"));
        CellTopic back = cells.parse(topic);
        TopicFilter line = cells.filter().with("line", "line-1").build();

        assertThat(topic).hasToString("acme/v1/evt/line-1/4/torque");
        assertThat(back).isEqualTo(new CellTopic("line-1", 4, "torque"));
        assertThat(line).hasToString("acme/v1/evt/line-1/+/+");
    }

    @Test
    void topicConverter() {
        TopicConverter<Year> years = TopicConverter.of(Year::toString, Year::parse);
        String level = years.toLevel(Year.of(2026));

        assertThat(level).isEqualTo("2026");
    }

    @Test
    void invalidTemplateException() {
        try {
            TopicMapper.of(Misspelled.class);
        } catch (InvalidTemplateException wrong) {
            log.addAll(wrong.problems());
        }

        assertThat(log).hasSize(2);
    }
}
