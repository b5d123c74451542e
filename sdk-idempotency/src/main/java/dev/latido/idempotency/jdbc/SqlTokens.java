package dev.latido.idempotency.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Divides a text of SQL into statements, and these into words and signs, by the rules of a database. Comments are left
 * out, and the contents of literals. Thread-confined.
 */
final class SqlTokens {

    /**
     * A part of a statement.
     *
     * @param text a word in lower case, a name without its quotes and in lower case, or a sign; empty for a literal
     */
    record Token(Kind kind, String text) {

        /** Returns whether this is the word, outside of quotes. */
        boolean is(String word) {
            return kind != Kind.NAME && text.equals(word);
        }

        /** Returns whether this can be an identifier. */
        boolean isIdentifier() {
            return kind == Kind.WORD || kind == Kind.NAME;
        }
    }

    /** The kinds of tokens. */
    enum Kind {
        /** A keyword or an identifier without quotes. */
        WORD,
        /** An identifier in quotes. On MySQL, text in double quotes is one too, because a setting makes it one. */
        NAME,
        /** A string or number. */
        LITERAL,
        /** A single character, or the beginning of a comment that MySQL executes. */
        SIGN
    }

    /** The beginning of a comment that MySQL executes. */
    static final String EXECUTED_COMMENT = "/*!";

    private static final Token LITERAL = new Token(Kind.LITERAL, "");
    private static final String EXECUTED_BY_MARIADB = "/*M!";
    private static final int ASCII = 0x80;

    private final String text;
    private final SeenDialect dialect;
    private final boolean backslashEscapes;
    private final List<List<Token>> statements = new ArrayList<>();
    private List<Token> statement = new ArrayList<>();
    private int at;
    private boolean open;

    /**
     * Reads a text.
     *
     * @param backslashEscapes whether a backslash in an ordinary literal keeps the next quote from ending it, which
     *     settings of the server decide
     */
    SqlTokens(String text, SeenDialect dialect, boolean backslashEscapes) {
        this.text = text;
        this.dialect = dialect;
        this.backslashEscapes = backslashEscapes;
        while (at < text.length()) {
            readNext();
        }
        endStatement();
    }

    /** Returns the statements that are not empty. */
    List<List<Token>> statements() {
        return statements;
    }

    /** Returns whether the text ends within quotes or a comment. */
    boolean isOpen() {
        return open;
    }

    private void readNext() {
        char sign = text.charAt(at);
        if (Character.isWhitespace(sign)) {
            at++;
        } else if (startsLineComment()) {
            skipLine();
        } else if (text.startsWith("/*", at)) {
            readComment();
        } else if (sign == '\'' || sign == '"' || sign == '`') {
            readQuoted(sign);
        } else if (sign == '$' && dollarTag() != null) {
            skipDollarQuoted(dollarTag());
        } else if (isDigit(sign)) {
            skipNumber();
        } else if (isWordPart(sign)) {
            readWord();
        } else if (sign == ';') {
            at++;
            endStatement();
        } else {
            at++;
            statement.add(new Token(Kind.SIGN, String.valueOf(sign)));
        }
    }

    private void endStatement() {
        if (!statement.isEmpty()) {
            statements.add(statement);
            statement = new ArrayList<>();
        }
    }

    /** MySQL takes two dashes for the signs that they are, unless a blank follows. */
    private boolean startsLineComment() {
        if (text.startsWith("--", at)) {
            return dialect != SeenDialect.MYSQL || at + 2 == text.length() || text.charAt(at + 2) <= ' ';
        }
        return (dialect == SeenDialect.MYSQL && text.charAt(at) == '#')
                || (dialect == SeenDialect.H2 && text.startsWith("//", at));
    }

    private void skipLine() {
        while (at < text.length() && !endsLine(text.charAt(at))) {
            at++;
        }
    }

    private boolean endsLine(char sign) {
        return sign == '\n' || (sign == '\r' && dialect != SeenDialect.MYSQL);
    }

    /** Skips a comment, with those inside of it where they nest. What MySQL executes is read as any other text. */
    private void readComment() {
        if (dialect == SeenDialect.MYSQL) {
            for (String beginning : List.of(EXECUTED_COMMENT, EXECUTED_BY_MARIADB)) {
                if (text.startsWith(beginning, at)) {
                    at += beginning.length();
                    statement.add(new Token(Kind.SIGN, EXECUTED_COMMENT));
                    return;
                }
            }
        }
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth = dialect == SeenDialect.MYSQL ? 1 : depth + 1;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
        at = Math.min(at, text.length());
        open |= depth > 0;
    }

    private void readQuoted(char quote) {
        boolean escapes = (backslashEscapes && mayEscape(quote)) || (quote == '\'' && followsE());
        int from = ++at;
        boolean closed = false;
        while (!closed && at < text.length()) {
            char sign = text.charAt(at++);
            if (sign == '\\' && escapes) {
                at++;
            } else if (sign == quote) {
                closed = at == text.length() || text.charAt(at) != quote;
                at += closed ? 0 : 1;
            }
        }
        at = Math.min(at, text.length());
        open |= !closed;
        if (quote == '\'') {
            statement.add(LITERAL);
        } else {
            statement.add(new Token(Kind.NAME, lowerCase(from, closed ? at - 1 : at)));
        }
    }

    /** In names a backslash means nothing. Double quotes are for names, but on MySQL for strings. */
    private boolean mayEscape(char quote) {
        return quote == '\'' || (quote == '"' && dialect == SeenDialect.MYSQL);
    }

    /** Returns whether the quote at this place follows an E, with which PostgreSQL's strings have escapes. */
    private boolean followsE() {
        return dialect == SeenDialect.POSTGRESQL
                && at > 0
                && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e')
                && !statement.isEmpty()
                && statement.get(statement.size() - 1).is("e");
    }

    /** Returns the beginning of a dollar-quoted string, as $$ or $tag$; null if there is none at this place. */
    private @Nullable String dollarTag() {
        if (dialect == SeenDialect.MYSQL) {
            return null;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '$' && isWordPart(text.charAt(end))) {
            end++;
        }
        boolean tag = end < text.length()
                && text.charAt(end) == '$'
                && (end == at + 1 || (dialect == SeenDialect.POSTGRESQL && !isDigit(text.charAt(at + 1))));
        return tag ? text.substring(at, end + 1) : null;
    }

    private void skipDollarQuoted(String tag) {
        int end = text.indexOf(tag, at + tag.length());
        open |= end < 0;
        at = end < 0 ? text.length() : end + tag.length();
        statement.add(LITERAL);
    }

    private void skipNumber() {
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        statement.add(LITERAL);
    }

    private void readWord() {
        int from = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        statement.add(new Token(Kind.WORD, lowerCase(from, at)));
    }

    private String lowerCase(int from, int to) {
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private static boolean isDigit(char sign) {
        return sign >= '0' && sign <= '9';
    }

    /** A dollar cannot begin a word, except on MySQL, but be in it. */
    private static boolean isWordPart(char sign) {
        return (sign >= 'a' && sign <= 'z')
                || (sign >= 'A' && sign <= 'Z')
                || isDigit(sign)
                || sign == '_'
                || sign == '$'
                || sign >= ASCII;
    }
}
