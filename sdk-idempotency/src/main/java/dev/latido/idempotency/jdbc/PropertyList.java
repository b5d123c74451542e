package dev.latido.idempotency.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes user properties as a JSON array of pairs, which keeps their order and names that occur twice. */
final class PropertyList {

    private static final int HEX = 16;
    private static final int UNICODE_DIGITS = 4;

    private final String json;
    private int place;

    private PropertyList(String json) {
        this.json = json;
    }

    /** Returns the JSON of properties, such as {@code [["site","planta-1"]]}. */
    static String json(List<Map.Entry<String, String>> properties) {
        StringBuilder json = new StringBuilder("[");
        for (Map.Entry<String, String> property : properties) {
            json.append(json.length() == 1 ? "[" : ",[");
            write(json, property.getKey());
            json.append(',');
            write(json, property.getValue());
            json.append(']');
        }
        return json.append(']').toString();
    }

    /** Escapes everything but printable ASCII, so that every database keeps it. */
    private static void write(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                json.append(c);
            } else {
                json.append(String.format("\\u%04x", (int) c));
            }
        }
        json.append('"');
    }

    /**
     * Reads the properties back.
     *
     * @throws IllegalArgumentException if this class has not written them
     */
    static List<Map.Entry<String, String>> of(String json) {
        PropertyList list = new PropertyList(json.strip());
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        list.expect('[');
        while (list.peek() != ']') {
            if (!properties.isEmpty()) {
                list.expect(',');
            }
            list.expect('[');
            String name = list.text();
            list.expect(',');
            properties.add(Map.entry(name, list.text()));
            list.expect(']');
        }
        return properties;
    }

    private char peek() {
        while (place < json.length() && Character.isWhitespace(json.charAt(place))) {
            place++;
        }
        if (place == json.length()) {
            throw malformed();
        }
        return json.charAt(place);
    }

    private void expect(char expected) {
        if (peek() != expected) {
            throw malformed();
        }
        place++;
    }

    private String text() {
        expect('"');
        StringBuilder text = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            text.append(c == '\\' ? escaped(next()) : c);
        }
        return text.toString();
    }

    private char escaped(char c) {
        return switch (c) {
            case 'u' -> {
                if (place + UNICODE_DIGITS > json.length()) {
                    throw malformed();
                }
                place += UNICODE_DIGITS;
                yield (char) Integer.parseInt(json, place - UNICODE_DIGITS, place, HEX);
            }
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }

    private char next() {
        if (place == json.length()) {
            throw malformed();
        }
        return json.charAt(place++);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("user_properties must be a JSON array of pairs of strings");
    }
}
