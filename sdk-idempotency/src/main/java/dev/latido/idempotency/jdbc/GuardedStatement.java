package dev.latido.idempotency.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a {@link GuardedConnection}. It returns only that connection, and its text must not end the
 * transaction.
 */
final class GuardedStatement implements InvocationHandler {

    /** The methods that work after the end of the transaction, so that an abandoned handler can still clean up. */
    private static final Set<String> TIDYING_UP =
            Set.of("close", "isClosed", "cancel", "toString", "hashCode", "equals");

    /** The first words of a text, after white space and comments. */
    private static final Pattern FIRST_WORDS = Pattern.compile(
            "(?:\\s|;|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+(\\w+)(?:\\s++(\\w+))?(?:\\s++(\\w+))?", Pattern.DOTALL);

    private final GuardedConnection guard;
    private final Statement statement;

    GuardedStatement(GuardedConnection guard, Statement statement) {
        this.guard = guard;
        this.statement = statement;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if ("getConnection".equals(name)) {
            return guard.proxy();
        }
        if (!TIDYING_UP.contains(name)) {
            guard.checkNotEnded(method);
        }
        boolean executes = name.startsWith("execute");
        if (executes) {
            guard.executing();
        }
        if (executes || "addBatch".equals(name)) {
            checkText(arguments);
        }
        return guard.call(statement, method, arguments);
    }

    /**
     * Refuses a text that begins with the end of a transaction. This protects against mistakes only: an end that comes
     * after the first statement of the text, or in a procedure, is not detected.
     */
    static void checkText(@Nullable Object @Nullable [] arguments) {
        if (arguments == null || arguments.length == 0 || !(arguments[0] instanceof String text)) {
            return;
        }
        Matcher words = FIRST_WORDS.matcher(text);
        if (words.lookingAt() && endsTransaction(words.group(1), words.group(2), words.group(3))) {
            throw GuardedConnection.notTheHandlers(
                    "the statement " + words.group().strip());
        }
    }

    private static boolean endsTransaction(String first, @Nullable String second, @Nullable String third) {
        return switch (first.toLowerCase(Locale.ROOT)) {
            case "commit", "end", "abort", "begin" -> true;
            case "start", "prepare" -> "transaction".equalsIgnoreCase(second);
            // A rollback to a savepoint, "rollback [work | transaction] to", is allowed.
            case "rollback" -> !"to".equalsIgnoreCase(second) && !"to".equalsIgnoreCase(third);
            default -> false;
        };
    }
}
