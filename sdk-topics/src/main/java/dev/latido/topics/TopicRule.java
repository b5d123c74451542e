package dev.latido.topics;

import java.io.Serializable;

/**
 * A rule that a topic or a filter can violate: one of the six {@linkplain NamingRule naming rules} or a
 * {@linkplain TopicLimit limit} beyond them. All implementations are enums: immutable, thread-safe and compared with
 * {@code ==}.
 *
 * <pre>{@code
 * TopicRule rule = NamingRule.NO_WILDCARDS_IN_NAMES;
 * String line = rule.source() + ": " + rule.statement(); // rule 4: Never + or # in a name
 * }</pre>
 */
public sealed interface TopicRule extends Serializable permits NamingRule, TopicLimit {

    /**
     * The requirement, in one line.
     *
     * @return an English sentence without a full stop
     */
    String statement();

    /**
     * The origin of the rule: a naming rule's number, a section of MQTT 5, or the fleet's limits.
     *
     * @return for example {@code rule 2} or {@code MQTT 5 section 4.7.1}
     */
    String source();
}
