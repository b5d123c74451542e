package dev.latido.topics.template;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The topics of a hierarchy of one's own, on the record that stands for one of them. A level is a name, or a component of
 * the record in braces; the components come in the order of the levels. A {@link TopicMapper} goes from one to the other:
 *
 * <pre>{@code
 * @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
 * record CellTopic(String line, int cell, String sensor) {}
 * }</pre>
 *
 * <p>The template keeps naming rules 2 to 6 and the fleet's limits: company, version and channel are names.
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
