package dev.latido.idempotency.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a handler receives. Everything works except ending the transaction, by a method or by a
 * statement. It also remembers whether the database has ended the transaction. Thread-safe as far as the connection is:
 * a handler may use other threads.
 */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> NOT_THE_HANDLERS = Set.of("commit", "close", "abort", "setAutoCommit");

    /** Returns the connection without the guard. */
    private static final String UNWRAP = "unwrap";

    private final Connection connection;
    private final Connection proxy;
    private volatile boolean used;
    private volatile boolean executed;
    private volatile boolean rolledBack;
    private volatile boolean ended;

    /** Creates a guard for one transaction. */
    GuardedConnection(Connection connection) {
        this.connection = connection;
        this.proxy = proxy(Connection.class, this);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Returns the connection for the handler. */
    Connection proxy() {
        return proxy;
    }

    /** Ends the guard with its transaction: a handler that has kept the connection can no longer use it. */
    void end() {
        ended = true;
    }

    /** Returns whether this is a guarded connection in whose transaction nothing has been done. */
    static boolean isUnused(Connection transaction) {
        GuardedConnection guard = of(transaction);
        return guard != null && !guard.used;
    }

    /**
     * Notes that the caller repeats all that the database has rolled back, so that the transaction can be committed.
     */
    static void restarted(Connection transaction) {
        GuardedConnection guard = of(transaction);
        if (guard != null) {
            guard.rolledBack = false;
        }
    }

    private static @Nullable GuardedConnection of(Connection transaction) {
        return Proxy.isProxyClass(transaction.getClass())
                        && Proxy.getInvocationHandler(transaction) instanceof GuardedConnection guard
                ? guard
                : null;
    }

    /** Returns the connection without the guard. */
    Connection connection() {
        return connection;
    }

    /** Returns whether a statement was executed, successfully or not, so that a transaction must be open. */
    boolean hasExecuted() {
        return executed;
    }

    /**
     * Returns whether a statement failed with a deadlock or a similar conflict, at which some databases end the
     * transaction.
     */
    boolean hasMetConflict() {
        return rolledBack;
    }

    /** Notes that a statement is executed in the transaction. */
    void executing() {
        executed = true;
    }

    void checkNotEnded(Method method) {
        if (ended) {
            throw new IllegalStateException(
                    method.getName() + ": the transaction has ended, and this connection can no longer be used");
        }
    }

    /** Calls the guarded object and notes whether it throws a conflict. */
    @Nullable
    Object call(Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException failure && SeenDialect.isTransient(failure)) {
                rolledBack = true;
            }
            throw cause;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        boolean rollsBackAll = "rollback".equals(method.getName()) && method.getParameterCount() == 0;
        if (rollsBackAll || NOT_THE_HANDLERS.contains(method.getName())) {
            throw notTheHandlers(method.getName());
        }
        checkNotEnded(method);
        used = true;
        if (UNWRAP.equals(method.getName())) {
            begin();
        }
        if (!Statement.class.isAssignableFrom(method.getReturnType())) {
            return call(connection, method, arguments);
        }
        GuardedStatement.checkText(arguments);
        Object statement = call(connection, method, arguments);
        return statement == null
                ? null
                : proxy(method.getReturnType().asSubclass(Statement.class), new GuardedStatement(this, (Statement)
                        statement));
    }

    /**
     * Begins the transaction before the handler works without the guard, so that it is detected if the handler ends it.
     */
    private void begin() throws SQLException {
        if (!executed) {
            executed = true;
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
    }

    static IllegalStateException notTheHandlers(String what) {
        return new IllegalStateException(
                what + " is not for the handler: the subscriber commits when it returns and rolls back when it throws");
    }
}
