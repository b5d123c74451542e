package dev.latido.topics.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.LatidoException;
import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.NamingRule;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicLayout;
import dev.latido.topics.TopicLimit;
import dev.latido.topics.TopicName;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.TopicRouter;
import dev.latido.topics.TopicRule;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippets in the Javadoc of topics, filters and rules, compiled and run. */
class ValueSnippetsTest {

    private final TopicRoot acme = TopicRoot.of("acme", 1);
    private final List<String> log = new ArrayList<>();

    @Test
    void topic() {
        Topic topic = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        String site = topic.level(3);
        Topic legacy = Topic.unchecked("legacy/Topic");

        assertThat(site).isEqualTo("planta-1");
        assertThat(legacy).hasToString("legacy/Topic");
    }

    @Test
    void topicFilter() {
        TopicFilter plant = TopicFilter.of("acme/v1/evt/planta-1/#");
        boolean matches = plant.matches("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        boolean covers = plant.covers(TopicFilter.of("acme/v1/evt/planta-1/+/+/temp"));
        TopicFilter shared = plant.shared("billing");

        assertThat(matches).isTrue();
        assertThat(covers).isTrue();
        assertThat(shared).hasToString("$share/billing/acme/v1/evt/planta-1/#");
    }

    @Test
    void topicRouter() {
        TopicRouter<String> teams = new TopicRouter<>();
        teams.add(TopicFilter.of("acme/v1/evt/planta-1/#"), "maintenance");
        teams.add(TopicFilter.of("acme/v1/evt/+/+/+/temp"), "climate");
        List<String> both = teams.match("acme/v1/evt/planta-1/norte/gw-a72f/temp");

        assertThat(both).containsExactlyInAnyOrder("maintenance", "climate");
    }

    @Test
    void topicName() {
        boolean legal = TopicName.isLegal("Edificio Á 3/Norte");
        String name = TopicName.slug("Edificio Á 3/Norte");

        assertThat(legal).isFalse();
        assertThat(name).isEqualTo("edificio-a-3-norte");
    }

    @Test
    void topicLayout() {
        TopicLayout layout = TopicLayout.of(acme);
        List<Violation> found = NamingRule.GENERAL_TO_SPECIFIC.check("temp/norte/planta-1/acme", layout);

        assertThat(found).extracting(Violation::suggestion).containsExactly("acme/planta-1/norte/temp");
    }

    @Test
    void namingRule() {
        List<Violation> found = NamingRule.LOWERCASE_WITHOUT_ACCENTS.check("edificio/a/Sensór/temp");

        assertThat(found).extracting(Violation::suggestion).containsExactly("sensor");
    }

    @Test
    void topicRule() {
        TopicRule rule = NamingRule.NO_WILDCARDS_IN_NAMES;
        String line = rule.source() + ": " + rule.statement();

        assertThat(line).isEqualTo("rule 4: Never + or # in a name");
    }

    @Test
    void topicLimit() {
        try {
            TopicFilter.of("#");
        } catch (InvalidTopicException refused) {
            if (refused.violations().get(0).rule() == TopicLimit.ROOT_WILDCARD) {
                log.add("give a reason");
            }
        }

        assertThat(log).containsExactly("give a reason");
    }

    @Test
    void violation() {
        for (Violation violation : NamingRule.NO_SPACES_OR_SIGNS.check("acme/Planta 3")) {
            log.add(violation.level() + ": " + violation.part() + " -> " + violation.suggestion());
        }

        assertThat(log).containsExactly("1: Planta 3 -> planta-3");
    }

    @Test
    void invalidTopicException() {
        try {
            acme.parse("acme/v1/evt/Planta 1/norte/gw-a72f/temp");
        } catch (InvalidTopicException refused) {
            refused.violations().forEach(violation -> log.add(violation.toString()));
        }

        assertThat(log).hasSize(2);
    }

    @Test
    void latidoException() {
        try {
            acme.events().site("Planta 1").everything();
        } catch (LatidoException refused) {
            log.add(refused.getMessage());
        }

        assertThat(log).hasSize(1);
    }
}
