package dev.latido.topics.lint;

import java.util.stream.Collectors;

/** Writes a report as JSON (RFC 8259), without a library because this module has no dependencies. */
final class LintJson {

    private LintJson() {}

    static String of(LintReport report) {
        return "{\"topics\":" + report.topics()
                + ",\"filters\":" + report.filters()
                + ",\"allowed\":" + report.allowed()
                + ",\"errors\":" + report.count(Severity.ERROR)
                + ",\"warnings\":" + report.count(Severity.WARNING)
                + ",\"infos\":" + report.count(Severity.INFO)
                + ",\"findings\":"
                + report.findings().stream().map(LintJson::of).collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    private static String of(LintFinding finding) {
        String suggestion = finding.suggestion().isEmpty() ? "" : ",\"suggestion\":" + string(finding.suggestion());
        return "{\"check\":" + string(finding.check().id())
                + ",\"severity\":" + string(finding.severity().toString())
                + ",\"text\":" + string(finding.text())
                + ",\"message\":" + string(finding.message())
                + suggestion
                + "}";
    }

    /** Returns a JSON string in printable ASCII; an unpaired surrogate is escaped like any other character. */
    static String string(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
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
        return json.append('"').toString();
    }
}
