package dev.latido.topics.lint;

import java.util.stream.Collectors;

/** Writes a report for programs. By hand, since this module has no dependency; any parser of RFC 8259 reads it. */
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

    /** A JSON string in printable ASCII: half a surrogate pair is escaped like any other character. */
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
