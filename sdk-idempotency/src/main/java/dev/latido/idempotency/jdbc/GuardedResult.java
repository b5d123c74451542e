package dev.latido.idempotency.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Rows or metadata of a {@link GuardedConnection}, which lead back to that connection only. */
final class GuardedResult implements InvocationHandler {

    private final GuardedConnection guard;
    private final Object result;

    /** Null for metadata, and for the rows that metadata returns. */
    private final @Nullable Statement statement;

    GuardedResult(GuardedConnection guard, Object result, @Nullable Statement statement) {
        this.guard = guard;
        this.result = result;
        this.statement = statement;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "getConnection" -> {
                return guard.proxy();
            }
            case "getStatement" -> {
                return statement == null ? guarded(guard.call(result, method, arguments)) : statement;
            }
            case "unwrap" -> {
                if (arguments != null && arguments[0] instanceof Class<?> type) {
                    return guard.unwrapped(proxy, result, type, method, arguments);
                }
            }
            default -> {
                // Passed on.
            }
        }
        Object answer = guard.call(result, method, arguments);
        return answer instanceof ResultSet rows
                ? GuardedConnection.proxy(ResultSet.class, new GuardedResult(guard, rows, null))
                : answer;
    }

    private @Nullable Object guarded(@Nullable Object answer) {
        return answer instanceof Statement behind
                ? GuardedConnection.proxy(Statement.class, new GuardedStatement(guard, behind))
                : answer;
    }
}
