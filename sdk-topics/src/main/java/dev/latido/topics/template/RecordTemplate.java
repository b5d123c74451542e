package dev.latido.topics.template;

import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicLimit;
import dev.latido.topics.TopicName;
import dev.latido.topics.Violation;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked template and its record. Reads and writes topics without a regular expression. */
final class RecordTemplate<R extends Record> {

    /** Room for one level, so that most topics are written without a larger buffer. */
    private static final int USUAL_LEVEL = 16;

    private final TemplateText template;
    private final RecordShape<R> shape;
    private final TemplateField[] fields;
    /** The text around the fields: one element more than there are fields. */
    private final String[] stretches;

    private final int usualLength;

    RecordTemplate(TemplateText template, RecordShape<R> shape, List<TemplateField> fields) {
        this.template = template;
        this.shape = shape;
        this.fields = fields.toArray(new TemplateField[0]);
        this.stretches = template.stretches().toArray(new String[0]);
        this.usualLength = String.join("", stretches).length() + USUAL_LEVEL * fields.size();
    }

    Topic write(R source) {
        StringBuilder text = new StringBuilder(usualLength);
        boolean legal = true;
        for (int i = 0; i < fields.length; i++) {
            String level = fields[i].write(shape.value(source, i));
            legal &= TopicName.isLegal(level);
            text.append(stretches[i]).append(level);
        }
        text.append(stretches[fields.length]);
        if (!legal || text.length() > FleetLimits.MAX_BYTES) {
            throw notWritten(text.toString(), source);
        }
        return Topic.unchecked(text.toString());
    }

    private InvalidTopicException notWritten(String text, R source) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            String level = fields[i].write(shape.value(source, i));
            violations.addAll(fields[i].checkWritten(level));
        }
        violations.addAll(FleetLimits.check(text));
        return new InvalidTopicException("topic by " + this, text, violations);
    }

    /** Returns the record of a topic; null if {@link #write} could not have written it. */
    @Nullable
    R read(String text) {
        Object[] values = text.length() > FleetLimits.MAX_BYTES ? null : values(text);
        if (values == null) {
            return null;
        }
        try {
            return shape.make(values);
        } catch (RuntimeException refused) {
            return null;
        }
    }

    private Object @Nullable [] values(String text) {
        Object[] values = new Object[fields.length];
        int at = 0;
        for (int i = 0; i < fields.length; i++) {
            String stretch = stretches[i];
            if (!text.startsWith(stretch, at)) {
                return null;
            }
            int from = at + stretch.length();
            int slash = text.indexOf(Levels.SEPARATOR, from);
            at = slash < 0 ? text.length() : slash;
            Object value = fields[i].read(text.substring(from, at));
            if (value == null) {
                return null;
            }
            values[i] = value;
        }
        String rest = stretches[fields.length];
        return text.length() - at == rest.length() && text.endsWith(rest) ? values : null;
    }

    /** Returns the reasons why a topic could not be read. */
    InvalidTopicException notRead(String text) {
        List<String> levels = Levels.of(text);
        List<Violation> violations = new ArrayList<>();
        if (levels.size() == template.levels().size()) {
            violations.addAll(checkLevels(levels));
        } else {
            String message = "the topic has " + levels.size() + " levels, not the "
                    + template.levels().size() + " of " + this;
            violations.add(violation(Violation.WHOLE_TEXT, text, message, toString()));
        }
        violations.addAll(FleetLimits.check(text));
        RuntimeException refusal = violations.isEmpty() ? refusal(text, violations) : null;
        InvalidTopicException thrown = new InvalidTopicException("topic by " + this, text, violations);
        if (refusal != null) {
            thrown.initCause(refusal);
        }
        return thrown;
    }

    private List<Violation> checkLevels(List<String> levels) {
        List<Violation> violations = new ArrayList<>();
        int field = 0;
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (field < fields.length && fields[field].place() == i) {
                violations.addAll(fields[field++].checkRead(level));
            } else if (!level.equals(template.levels().get(i))) {
                String wanted = template.levels().get(i);
                String message = Quoted.of(level) + " is where the template has " + Quoted.of(wanted);
                violations.add(violation(i, level, message, wanted));
            }
        }
        return violations;
    }

    /** Adds the violation of a record that rejects its values although every level is legal; returns the cause. */
    private @Nullable RuntimeException refusal(String text, List<Violation> violations) {
        RuntimeException cause = null;
        String reason = "";
        Object[] values = values(text);
        try {
            if (values != null) {
                shape.make(values);
            }
        } catch (RuntimeException refused) {
            cause = refused;
            reason = refused.getMessage() == null ? "" : ": " + Quoted.of(refused.getMessage());
        }
        String message = "the record rejects these values" + reason;
        violations.add(violation(Violation.WHOLE_TEXT, text, message, toString()));
        return cause;
    }

    private static Violation violation(int level, String part, String message, String suggestion) {
        return new Violation(TopicLimit.RECORD_TEMPLATE, level, part, message, suggestion);
    }

    TemplateField field(String name) {
        for (TemplateField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException(
                "name " + Quoted.of(name) + " must be a placeholder of " + this + ": " + template.placeholders());
    }

    /** Returns the filter with these levels in place of the placeholders; {@code null} becomes {@code +}. */
    TopicFilter filter(@Nullable String[] levelsByPlace) {
        List<String> levels = new ArrayList<>(template.levels());
        List<Violation> violations = new ArrayList<>();
        for (TemplateField field : fields) {
            String level = levelsByPlace[field.place()];
            levels.set(field.place(), level == null ? "+" : level);
            if (level != null) {
                violations.addAll(field.checkWritten(level));
            }
        }
        String text = Levels.join(levels);
        violations.addAll(FleetLimits.check(text));
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("topic filter by " + this, text, violations);
        }
        return TopicFilter.of(text);
    }

    int depth() {
        return template.levels().size();
    }

    @Override
    public String toString() {
        return template.toString();
    }
}
