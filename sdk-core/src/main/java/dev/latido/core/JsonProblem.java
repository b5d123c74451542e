package dev.latido.core;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;

/** Describes a failure to read JSON by field, position and expected type, without the value. */
final class JsonProblem {

    private static final int LONGEST_PATH = 128;

    private JsonProblem() {}

    /** Describes a failure; field is that of the envelope, or empty. */
    static String describe(RuntimeException failure, String field) {
        StringBuilder text = new StringBuilder();
        if (failure instanceof JacksonException json) {
            String path = path(field, json.getPath());
            if (!path.isEmpty()) {
                text.append("field '").append(path).append("' ");
            }
            TokenStreamLocation place = json.getLocation();
            if (place != null && place.getLineNr() > 0) {
                text.append("at line ")
                        .append(place.getLineNr())
                        .append(", column ")
                        .append(place.getColumnNr())
                        .append(' ');
            }
        } else if (!field.isEmpty()) {
            text.append("field '").append(path(field, List.of())).append("' ");
        }
        if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            text.append("is not a ")
                    .append(mismatch.getTargetType().getSimpleName())
                    .append(' ');
        }
        return text.append('(')
                .append(failure.getClass().getSimpleName())
                .append(')')
                .toString();
    }

    private static String path(String field, List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder(field);
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            } else if (reference.getIndex() >= 0) {
                path.append('[').append(reference.getIndex()).append(']');
            }
        }
        int end =
                path.codePoints().limit(LONGEST_PATH).map(Character::charCount).sum();
        return path.substring(0, end)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
