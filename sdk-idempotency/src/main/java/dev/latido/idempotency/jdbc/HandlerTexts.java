package dev.latido.idempotency.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the text of a handler's statement what it does to the connection: whether it ends the transaction, and
 * whether it may change the session, so that the next message would find the change. Remembers texts that come again.
 * Thread-safe.
 */
final class HandlerTexts {

    /**
     * What a text does.
     *
     * @param endsTransaction the words with which it ends the transaction; null if it does not
     * @param changesSession whether it may leave a change after the transaction
     */
    record Effect(@Nullable String endsTransaction, boolean changesSession) {}

    private static final int MOST_TEXTS = 1_000;
    private static final int LONGEST_TEXT = 4_000;

    /** Comments and quoted text, which are skipped, then words and signs. Executable comments of MySQL are a sign. */
    private static final Pattern TOKENS = Pattern.compile(
            "--[^\\n]*+|/\\*(?!!).*?\\*/|'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\\$(\\w*+)\\$.*?\\$\\1\\$"
                    + "|[A-Za-z_]\\w*+|;|@|/\\*!",
            Pattern.DOTALL);

    /** A setting that ends with the transaction. */
    private static final Pattern LOCAL_SETTING =
            Pattern.compile("set_config\\s*\\([^()]*,\\s*true\\s*\\)", Pattern.CASE_INSENSITIVE);

    private static final Pattern GONE_AT_COMMIT = Pattern.compile("on\\s+commit\\s+drop", Pattern.CASE_INSENSITIVE);

    /** The first words of statements that leave nothing in the session. */
    private static final Set<String> HARMLESS = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "merge",
            "replace",
            "values",
            "table",
            "with",
            "savepoint",
            "release",
            "rollback",
            "explain",
            "analyze",
            "copy",
            "declare",
            "fetch",
            "move",
            "close",
            "create",
            "alter",
            "drop",
            "comment",
            "grant",
            "revoke",
            "truncate",
            "refresh",
            "notify",
            "show",
            "describe");

    /** Functions and schemas that leave something in the session, wherever they are. */
    private static final Set<String> SESSION_WORDS = Set.of(
            "pg_temp",
            "pg_advisory_lock",
            "pg_advisory_lock_shared",
            "pg_try_advisory_lock",
            "pg_try_advisory_lock_shared",
            "get_lock");

    /** The number of words in "create or replace local temporary". */
    private static final int WORDS_OF_CREATE = 5;

    private static final int FEW_WORDS = 3;

    private final SeenDialect dialect;
    private final Map<String, Effect> known = new ConcurrentHashMap<>();

    /** Reads the texts of a database. */
    HandlerTexts(SeenDialect dialect) {
        this.dialect = dialect;
    }

    /** Returns what a text does. */
    Effect of(String text) {
        Effect effect = known.get(text);
        if (effect == null) {
            effect = read(text);
            if (text.length() <= LONGEST_TEXT && known.size() < MOST_TEXTS) {
                known.put(text, effect);
            }
        }
        return effect;
    }

    private Effect read(String text) {
        List<String> words = new ArrayList<>();
        String ends = null;
        boolean first = true;
        boolean changes = false;
        Matcher tokens = TOKENS.matcher(text);
        while (tokens.find()) {
            char sign = text.charAt(tokens.start());
            if (Character.isLetter(sign) || sign == '_') {
                words.add(tokens.group().toLowerCase(Locale.ROOT));
            } else if (sign == ';') {
                if (first && !words.isEmpty()) {
                    ends = endOfTransaction(words);
                    first = false;
                }
                changes |= changesSession(words, text);
                words.clear();
            } else if (sign == '@' || tokens.group().equals("/*!")) {
                changes |= dialect != SeenDialect.POSTGRESQL;
            }
        }
        if (first) {
            ends = endOfTransaction(words);
        }
        return new Effect(ends, changes || changesSession(words, text));
    }

    /**
     * Returns the words with which a statement ends the transaction; null if it does not. This protects against
     * mistakes only: an end that comes after the first statement of a text, or in a procedure, is not detected.
     */
    private static @Nullable String endOfTransaction(List<String> words) {
        if (words.isEmpty()) {
            return null;
        }
        boolean ends = switch (words.get(0)) {
            case "commit", "end", "abort", "begin" -> true;
            case "start", "prepare" -> words.size() > 1 && "transaction".equals(words.get(1));
            // A rollback to a savepoint, "rollback [work | transaction] to", is allowed.
            case "rollback" ->
                !words.subList(1, Math.min(words.size(), FEW_WORDS)).contains("to");
            default -> false;
        };
        return ends ? String.join(" ", words.subList(0, Math.min(words.size(), FEW_WORDS))) : null;
    }

    private boolean changesSession(List<String> words, String text) {
        if (words.isEmpty()) {
            return false;
        }
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        if ("set".equals(first)) {
            return !endsWithTransaction(second);
        }
        if ("lock".equals(first)) {
            return dialect != SeenDialect.POSTGRESQL;
        }
        if (!HARMLESS.contains(first)) {
            return true;
        }
        if (words.stream().anyMatch(SESSION_WORDS::contains) || leavesSetting(words, text)) {
            return true;
        }
        return switch (first) {
            case "create" ->
                isTemporary(words.subList(1, Math.min(words.size(), WORDS_OF_CREATE)))
                        && !GONE_AT_COMMIT.matcher(text).find();
            case "declare" -> words.contains("hold");
            case "select", "with" ->
                words.contains("into")
                        && isTemporary(words.subList(
                                words.indexOf("into") + 1, Math.min(words.size(), words.indexOf("into") + FEW_WORDS)));
            default -> false;
        };
    }

    private static boolean isTemporary(List<String> words) {
        return words.contains("temp") || words.contains("temporary");
    }

    private static boolean leavesSetting(List<String> words, String text) {
        long settings = words.stream().filter("set_config"::equals).count();
        return settings > 0 && LOCAL_SETTING.matcher(text).results().count() < settings;
    }

    /** Returns whether a setting lasts until the end of the transaction. */
    private boolean endsWithTransaction(String second) {
        return switch (second) {
            case "transaction", "constraints" -> true;
            // On MySQL, a local setting is a setting of the session.
            case "local" -> dialect == SeenDialect.POSTGRESQL;
            default -> false;
        };
    }
}
