package dev.latido.topics.lint;

import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds names at the same level of the same root that can be confused. It compares spellings without case, accents,
 * joiners and leading zeros by hash. Where a level has words rather than ids, it also compares abbreviations and slips of
 * one letter.
 */
final class NearDuplicates {

    /** A level with more words than this holds ids, which may resemble each other. */
    static final int MAX_WORDS = 200;

    /** A name at a level: the number of its topics, and the first of them. */
    private static final class Name {

        private final String text;
        private final FleetLine line;
        private final int level;
        private int topics;

        Name(String text, FleetLine line, int level) {
            this.text = text;
            this.line = line;
            this.level = level;
        }

        String counted() {
            return Quoted.of(text) + " (in " + topics + ")";
        }
    }

    private final Map<String, Map<String, Name>> places = new LinkedHashMap<>();
    private final Findings findings;

    private NearDuplicates(Findings findings) {
        this.findings = findings;
    }

    static void run(List<FleetLine> lines, Findings findings) {
        NearDuplicates duplicates = new NearDuplicates(findings);
        for (FleetLine line : lines) {
            if (line.kind() == FleetLine.Kind.FLEET) {
                duplicates.note(line);
            }
        }
        duplicates.places.values().forEach(duplicates::check);
    }

    /** Notes the company, and each level below company, version and channel. The channel is not part of the place. */
    private void note(FleetLine line) {
        List<String> levels = line.levels();
        note("", line, 0);
        String company = levels.get(0);
        String version = line.business() > 1 && LevelOrder.isVersion(levels.get(1)) ? levels.get(1) : "";
        for (int i = line.business(); i < levels.size(); i++) {
            note(company + "/" + version + "/" + (i - line.business()), line, i);
        }
    }

    private void note(String place, FleetLine line, int level) {
        String name = line.levels().get(level);
        if (!FilterSyntax.isWildcard(name) && !Spellings.folded(name).isEmpty()) {
            places.computeIfAbsent(place, key -> new LinkedHashMap<>())
                    .computeIfAbsent(name, text -> new Name(text, line, level))
                    .topics++;
        }
    }

    private void check(Map<String, Name> names) {
        Map<String, Name> folded = new LinkedHashMap<>();
        TreeMap<String, Name> words = new TreeMap<>();
        for (Name name : names.values()) {
            String key = Spellings.folded(name.text);
            Name first = folded.putIfAbsent(key, name);
            if (first != null) {
                report(first, name, "differ only in case, accents, joiners or leading zeros");
            } else if (Spellings.isWord(key)) {
                words.put(key, name);
            }
        }
        if (words.size() <= MAX_WORDS) {
            compare(new ArrayList<>(words.entrySet()));
        }
    }

    /** Compares sorted words, so that an abbreviation comes before its word. */
    private void compare(List<Map.Entry<String, Name>> words) {
        for (int i = 0; i < words.size(); i++) {
            Map.Entry<String, Name> one = words.get(i);
            for (Map.Entry<String, Name> two : words.subList(i + 1, words.size())) {
                if (Spellings.abbreviates(one.getKey(), two.getKey())) {
                    report(one.getValue(), two.getValue(), "look like an abbreviation and its word");
                } else if (Spellings.isSlip(one.getKey(), two.getKey())) {
                    report(one.getValue(), two.getValue(), "differ in one letter");
                }
            }
        }
    }

    /** Reports the rarer name and proposes the other. */
    private void report(Name one, Name two, String why) {
        Name keep = one.topics >= two.topics ? one : two;
        Name rare = keep == one ? two : one;
        String message = rare.counted() + " and " + keep.counted() + " at level " + rare.level + " " + why;
        findings.add(LintCheck.NEAR_DUPLICATE, rare.line.text(), message, rare.line.with(rare.level, keep.text));
    }
}
