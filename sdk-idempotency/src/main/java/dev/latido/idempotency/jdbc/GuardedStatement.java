package dev.latido.idempotency.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a {@link GuardedConnection}. It returns only that connection, and its text must not end the
 * transaction.
 */
final class GuardedStatement implements InvocationHandler {

    /** The methods that work after the end of the transaction, so that an abandoned handler can still clean up. */
    private static final Set<String> TIDYING_UP =
            Set.of("close", "isClosed", "cancel", "toString", "hashCode", "equals");

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
        if ("unwrap".equals(name) && arguments != null && arguments[0] instanceof Class<?> type) {
            return guard.unwrapped(proxy, statement, type, method, arguments);
        }
        if (GuardedConnection.QUERY_TIMEOUT.equals(name)) {
            guard.queryTimeout(statement);
        }
        boolean executes = name.startsWith("execute");
        if (executes) {
            guard.executing();
        }
        if (executes || "addBatch".equals(name)) {
            guard.checkText(arguments);
        }
        Object result = guard.call(statement, method, arguments);
        return result instanceof ResultSet rows
                ? GuardedConnection.proxy(ResultSet.class, new GuardedResult(guard, rows, (Statement) proxy))
                : result;
    }
}
