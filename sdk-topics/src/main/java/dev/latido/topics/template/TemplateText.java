package dev.latido.topics.template;

import dev.latido.topics.NamingRule;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parsed text of a {@link TopicTemplate}. */
final class TemplateText {

    /** Replaces every placeholder when the names around it are checked. */
    private static final String ANY_NAME = "x";

    private final String text;
    private final List<String> levels;

    TemplateText(String text) {
        this.text = text;
        this.levels = Levels.of(text);
    }

    /** Returns the levels as written, with placeholders in braces. */
    List<String> levels() {
        return levels;
    }

    /** Returns the names of the placeholders in the order of their levels. */
    List<String> placeholders() {
        return levels.stream()
                .filter(TemplateText::isPlaceholder)
                .map(TemplateText::name)
                .toList();
    }

    /** Returns the indexes of the levels that are placeholders. */
    List<Integer> places() {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            if (isPlaceholder(levels.get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    /** Returns the text before the first placeholder, between two and after the last, with its slashes. */
    List<String> stretches() {
        List<String> stretches = new ArrayList<>();
        StringBuilder stretch = new StringBuilder();
        for (int i = 0; i < levels.size(); i++) {
            stretch.append(i == 0 ? "" : "/");
            if (isPlaceholder(levels.get(i))) {
                stretches.add(stretch.toString());
                stretch.setLength(0);
            } else {
                stretch.append(levels.get(i));
            }
        }
        stretches.add(stretch.toString());
        return stretches;
    }

    /** Checks the template without its record. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<String> sample = new ArrayList<>();
        for (String level : levels) {
            boolean braces = level.contains("{") || level.contains("}");
            sample.add(braces ? ANY_NAME : level);
            if (braces && !isPlaceholder(level)) {
                problems.add("the level " + Quoted.of(level) + " is not a placeholder: write {name} and nothing else");
            }
        }
        String topic = Levels.join(sample);
        for (NamingRule rule : NamingRule.values()) {
            rule.check(topic).forEach(violation -> problems.add("the template breaks " + violation));
        }
        FleetLimits.check(topic)
                .forEach(violation -> problems.add("the template breaks the fleet limit: " + violation.message()));
        Set<String> seen = new HashSet<>();
        for (String placeholder : placeholders()) {
            if (!seen.add(placeholder)) {
                problems.add(
                        "the placeholder {" + placeholder + "} appears more than once: give each level its own name");
            }
        }
        return problems;
    }

    private static boolean isPlaceholder(String level) {
        int last = level.length() - 1;
        return last > 1 && level.indexOf('}') == last && level.lastIndexOf('{') == 0;
    }

    private static String name(String placeholder) {
        return placeholder.substring(1, placeholder.length() - 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
