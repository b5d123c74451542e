package dev.latido.topics.template;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the topics of a custom hierarchy on the record that represents them. A level is a name, or a component of the
 * record in braces; the components are in the order of the levels. A {@link TopicMapper} converts between both:
 *
 * <pre>{@code
 * @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
 * record CellTopic(String line, int cell, String sensor) {}
 * }</pre>
 *
 * <p>The template must keep naming rules 2 to 6 and the fleet's limits: company, version and channel are names, not components.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TopicTemplate {

    /**
     * The levels, separated by slashes.
     *
     * @return for example {@code acme/v1/evt/{line}/{cell}/{sensor}}
     */
    String value();
}
