package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table whose columns line up in plain text too. */
final class MarkdownTable {

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column of words. */
    MarkdownTable left(String heading) {
        headings.add(heading);
        right.add(false);
        return this;
    }

    /** Adds a column of numbers. */
    MarkdownTable right(String heading) {
        headings.add(heading);
        right.add(true);
        return this;
    }

    /** Adds a row of as many fields as there are columns. */
    void row(String... fields) {
        if (fields.length != headings.size()) {
            throw new IllegalArgumentException(fields.length + " fields for " + headings.size() + " columns");
        }
        rows.add(List.of(fields).stream().map(MarkdownTable::escaped).toList());
    }

    private static String escaped(String field) {
        return field.replace("|", "\\|").replaceAll("\\s+", " ");
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        line(out, headings);
        List<String> rule = new ArrayList<>();
        for (int column = 0; column < headings.size(); column++) {
            rule.add(right.get(column) ? "-".repeat(width(column) - 1) + ":" : "-".repeat(width(column)));
        }
        line(out, rule);
        rows.forEach(row -> line(out, row));
        return out.toString();
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(headings.get(column).length(), Math::max);
    }

    private void line(StringBuilder out, List<String> fields) {
        for (int column = 0; column < fields.size(); column++) {
            String field = fields.get(column);
            String padding = " ".repeat(width(column) - field.length());
            out.append("| ")
                    .append(right.get(column) ? padding + field : field + padding)
                    .append(' ');
        }
        out.append("|\n");
    }
}
