package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.jdbc.SqlTokens.Kind;
import dev.latido.idempotency.jdbc.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the text of a handler's statement what it does to the connection: whether it ends the transaction, and
 * whether it may change the session, so that the next message would find the change. In doubt it may: that costs a new
 * connection, and a change that is missed reaches the next message. Remembers texts that come again. Thread-safe.
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

    /** The first words of statements that leave nothing in the session, unless something in them does. */
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
            "analyze",
            "copy",
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
            "show");

    /** The words between "create" and "temporary". */
    private static final Set<String> BEFORE_TEMPORARY =
            Set.of("or", "replace", "local", "global", "memory", "cached", "recursive", SqlTokens.EXECUTED_COMMENT);

    /** The objects that are created with statements of their own. */
    private static final Set<String> BODIES = Set.of("procedure", "function", "trigger", "event", "package", "rule");

    /** Other objects, whose names and columns can be called like those with statements. */
    private static final Set<String> OBJECTS =
            Set.of("table", "view", "index", "schema", "sequence", "type", "domain", "database", "user", "role");

    /** The words before the "into" of a statement that writes to a table. */
    private static final Set<String> WRITES =
            Set.of("insert", "merge", "replace", "ignore", "low_priority", "high_priority", "delayed");

    /** Functions that leave something in the session. */
    private static final Set<String> SESSION_FUNCTIONS = Set.of("get_lock", "setseed", "link_schema");

    private static final Set<String> BEGINNINGS_OF_SESSION_FUNCTIONS = Set.of(
            "pg_advisory_", "pg_try_advisory_", "pg_replication_origin_session_", "pg_create_", "dblink_connect");

    /** Functions of applications with such a name are taken to change the session. */
    private static final Set<String> BEGINNINGS_OF_OWN_FUNCTIONS = Set.of("set_", "reset_", "use_", "switch_");

    /** PostgreSQL's own functions with such a name, which change no session. */
    private static final Set<String> SETTING_NOTHING = Set.of("set_bit", "set_byte", "set_masklen");

    /** The words between which and a list of columns there is the name of a table. */
    private static final Set<String> BEFORE_COLUMNS = Set.of("into", "table", "exists", "references", "view", "on");

    private static final int SETTINGS_ARGUMENTS = 3;
    private static final int FEW_WORDS = 3;

    private final SeenDialect dialect;
    private final Map<String, Effect> known = new ConcurrentHashMap<>();

    /** Reads the texts of a database. */
    HandlerTexts(SeenDialect dialect) {
        this.dialect = dialect;
    }

    /** Returns the dialect of the database. */
    SeenDialect dialect() {
        return dialect;
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
        boolean escapes = dialect == SeenDialect.MYSQL;
        SqlTokens tokens = new SqlTokens(text, dialect, escapes);
        boolean changes = tokens.isOpen() || changesSession(tokens);
        if (!changes && text.indexOf('\\') >= 0) {
            // A setting of the server decides whether a backslash escapes a quote.
            changes = changesSession(new SqlTokens(text, dialect, !escapes));
        }
        return new Effect(endOfTransaction(tokens.statements()), changes);
    }

    /**
     * Returns the words with which a statement ends the transaction; null if none does. This protects against mistakes
     * only: an end in a procedure is not detected. The body of a procedure that is created ends nothing.
     */
    private static @Nullable String endOfTransaction(List<List<Token>> statements) {
        for (List<Token> statement : statements) {
            List<String> words = words(statement);
            if (words.isEmpty()) {
                continue;
            }
            if (createsBody(words)) {
                return null;
            }
            if (endsTransaction(words)) {
                return String.join(" ", words.subList(0, Math.min(words.size(), FEW_WORDS)));
            }
        }
        return null;
    }

    private static boolean createsBody(List<String> words) {
        return "create".equals(words.get(0))
                && words.stream()
                        .filter(word -> BODIES.contains(word) || OBJECTS.contains(word))
                        .findFirst()
                        .filter(BODIES::contains)
                        .isPresent();
    }

    private static boolean endsTransaction(List<String> words) {
        return switch (words.get(0)) {
            case "commit", "end", "abort", "begin" -> true;
            case "start", "prepare" -> words.size() > 1 && "transaction".equals(words.get(1));
            // A rollback to a savepoint, "rollback [work | transaction] to", is allowed.
            case "rollback" ->
                !words.subList(1, Math.min(words.size(), FEW_WORDS)).contains("to");
            default -> false;
        };
    }

    private static List<String> words(List<Token> statement) {
        return statement.stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(Token::text)
                .toList();
    }

    private boolean changesSession(SqlTokens tokens) {
        return tokens.statements().stream().anyMatch(this::changesSession);
    }

    private boolean changesSession(List<Token> statement) {
        int first = 0;
        while (first < statement.size() && statement.get(first).kind() != Kind.WORD) {
            first++;
        }
        if (first == statement.size()) {
            return leavesSomething(statement);
        }
        boolean postgres = dialect == SeenDialect.POSTGRESQL;
        List<Token> rest = statement.subList(first + 1, statement.size());
        String word = statement.get(first).text();
        return switch (word) {
            case "set" -> !(postgres && endsWithTransaction(rest));
            case "declare" -> !postgres || indexOf(rest, "with", "hold") >= 0 || leavesSomething(rest);
            case "lock" -> !postgres;
            case "create" -> createsTemporary(rest) || leavesSomething(rest);
            default -> !HARMLESS.contains(word) || leavesSomething(statement);
        };
    }

    /** Returns whether a setting of PostgreSQL lasts until the end of the transaction. */
    private static boolean endsWithTransaction(List<Token> rest) {
        return rest.size() > 1
                && Stream.of("local", "transaction", "constraints").anyMatch(rest.get(0)::is)
                // Otherwise the word is a part of a name, as in "set local.tenant = 'x'".
                && rest.get(1).isIdentifier();
    }

    private boolean createsTemporary(List<Token> rest) {
        for (Token token : rest) {
            if (isTemporary(token)) {
                return dialect != SeenDialect.POSTGRESQL || indexOf(rest, "on", "commit", "drop") < 0;
            }
            if (!BEFORE_TEMPORARY.contains(token.text())) {
                return false;
            }
        }
        return false;
    }

    private static boolean isTemporary(Token token) {
        return token.is("temp") || token.is("temporary");
    }

    private boolean leavesSomething(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (leavesSomething(tokens, i)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the token at a place leaves something in the session, together with those that follow. */
    private boolean leavesSomething(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        if (token.isIdentifier()
                && i + 1 < tokens.size()
                && tokens.get(i + 1).is("(")
                && isSessionFunction(tokens, i)) {
            return true;
        }
        return switch (token.kind()) {
            case WORD -> (token.is("into") && isIntoTemporary(tokens, i)) || isOfSession(token.text(), tokens);
            case NAME ->
                isOfSession(token.text(), tokens)
                        // A name in which any letter can be written as its number.
                        || (i > 1
                                && tokens.get(i - 1).is("&")
                                && tokens.get(i - 2).is("u"));
            case SIGN -> isVariable(tokens, i) || token.is(SqlTokens.EXECUTED_COMMENT);
            case LITERAL -> false;
        };
    }

    /** Returns whether a name is that of the temporary schema, or of the view on settings in an update. */
    private static boolean isOfSession(String name, List<Token> tokens) {
        return name.startsWith("pg_temp")
                || ("pg_settings".equals(name) && tokens.stream().anyMatch(token -> token.is("update")));
    }

    /** Returns whether this begins a user variable of MySQL or H2. The server's own begin with two signs. */
    private boolean isVariable(List<Token> tokens, int i) {
        return dialect != SeenDialect.POSTGRESQL
                && tokens.get(i).is("@")
                && !(i > 0 && tokens.get(i - 1).is("@"))
                && !(i + 1 < tokens.size() && tokens.get(i + 1).is("@"));
    }

    private static boolean isIntoTemporary(List<Token> tokens, int into) {
        if (into > 0 && WRITES.contains(tokens.get(into - 1).text())) {
            return false;
        }
        int next = into + 1;
        if (next < tokens.size()
                && (tokens.get(next).is("local") || tokens.get(next).is("global"))) {
            next++;
        }
        return next < tokens.size() && isTemporary(tokens.get(next));
    }

    private static boolean isSessionFunction(List<Token> tokens, int i) {
        String name = tokens.get(i).text();
        if ("set_config".equals(name)) {
            return !isLocalSetting(tokens, i + 1);
        }
        return SESSION_FUNCTIONS.contains(name)
                || (BEGINNINGS_OF_SESSION_FUNCTIONS.stream().anyMatch(name::startsWith) && !name.contains("_xact_"))
                || (BEGINNINGS_OF_OWN_FUNCTIONS.stream().anyMatch(name::startsWith)
                        && !SETTING_NOTHING.contains(name)
                        && !isTable(tokens, i));
    }

    /** Returns whether a name before a parenthesis is that of a table with its columns. */
    private static boolean isTable(List<Token> tokens, int i) {
        int before = i - 1;
        while (before > 0 && tokens.get(before).is(".")) {
            before -= 2;
        }
        return before >= 0 && BEFORE_COLUMNS.contains(tokens.get(before).text());
    }

    /** Returns whether the third argument of the function is the word "true" alone. */
    private static boolean isLocalSetting(List<Token> tokens, int parenthesis) {
        List<List<Token>> arguments = new ArrayList<>();
        arguments.add(new ArrayList<>());
        int depth = 0;
        for (Token token : tokens.subList(parenthesis, tokens.size())) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0) {
                List<Token> last = arguments.get(arguments.size() - 1);
                return arguments.size() == SETTINGS_ARGUMENTS
                        && last.size() == 1
                        && last.get(0).is("true");
            }
            if (depth == 1 && token.is(",")) {
                arguments.add(new ArrayList<>());
            } else if (depth > 1 || !token.is("(")) {
                arguments.get(arguments.size() - 1).add(token);
            }
        }
        return false;
    }

    private static int indexOf(List<Token> tokens, String... words) {
        for (int i = 0; i + words.length <= tokens.size(); i++) {
            int matching = 0;
            while (matching < words.length && tokens.get(i + matching).is(words[matching])) {
                matching++;
            }
            if (matching == words.length) {
                return i;
            }
        }
        return -1;
    }
}
