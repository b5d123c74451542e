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
 * The connection that a handler gets: everything works, but ending the transaction is not the handler's to do, by a
 * method or by a statement. It also keeps in mind whether the database has ended it.
 */
public final class GuardedConnection implements InvocationHandler {

    private static final Set<String> NOT_THE_HANDLERS = Set.of("commit", "close", "abort", "setAutoCommit");

    /** Leads past the guard. */
    private static final String UNWRAP = "unwrap";

    private final Connection connection;
    private final Connection proxy;
    private volatile boolean used;
    private volatile boolean executed;
    private volatile boolean rolledBack;
    private volatile boolean ended;

    /** A guard for the time of a transaction. */
    public GuardedConnection(Connection connection) {
        this.connection = connection;
        this.proxy = proxy(Connection.class, this);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** The connection that the handler gets. */
    public Connection proxy() {
        return proxy;
    }

    /** Ends the time of the transaction: a handler that has kept the connection cannot use it any more. */
    public void end() {
        ended = true;
    }

    /** Whether nothing has been done yet in the transaction of a guarded connection. */
    static boolean isUnused(Connection transaction) {
        GuardedConnection guard = of(transaction);
        return guard != null && !guard.used;
    }

    /** Says that the database has rolled back what there was, and that it was noticed: what follows counts. */
    static void startAnew(Connection transaction) {
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

    /** The connection behind it. */
    Connection connection() {
        return connection;
    }

    /** Whether anything was executed, successfully or not, so that there must be a transaction. */
    boolean hasExecuted() {
        return executed;
    }

    /** Whether a statement has met a deadlock or a like conflict, for which some databases end the transaction. */
    boolean hasMetConflict() {
        return rolledBack;
    }

    /** Notes that a statement of the transaction is executed. */
    void executing() {
        executed = true;
    }

    void checkNotEnded(Method method) {
        if (ended) {
            throw new IllegalStateException(
                    method.getName() + ": the transaction has ended, and the connection is another one's now");
        }
    }

    /** Calls what is behind the guard and looks at what it throws. */
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

    /** Begins the transaction before a handler works past the guard, so that it is seen if the handler ends it. */
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
