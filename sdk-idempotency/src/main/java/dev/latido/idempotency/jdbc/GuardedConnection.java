package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.internal.SqlFailures;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a handler receives. Everything works except ending the transaction, by a method or by a
 * statement. It also remembers whether the database has ended the transaction, and what the next transaction on the
 * same connection would find changed. Thread-safe as far as the connection is: a handler may use other threads.
 */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> NOT_THE_HANDLERS = Set.of("commit", "close", "abort", "setAutoCommit");

    /** The methods whose change cannot be undone by calling them again with the earlier value. */
    private static final Set<String> CHANGE_SESSION =
            Set.of("setSchema", "setCatalog", "setClientInfo", "setShardingKey", "setShardingKeyIfValid");

    static final String QUERY_TIMEOUT = "setQueryTimeout";

    /** The SQL state of a setting that is refused within a transaction. */
    private static final String ACTIVE_TRANSACTION = "25001";

    /** Undoes a change of the handler. */
    private interface Undo {
        void on(Connection connection) throws SQLException;
    }

    private final Connection connection;
    private final HandlerTexts texts;
    private final Connection proxy;
    private final Map<String, Undo> undos = new ConcurrentHashMap<>();
    private volatile boolean used;
    private volatile boolean executed;
    private volatile @Nullable SQLException conflict;
    private volatile boolean ended;
    private volatile boolean unfit;

    /** Creates a guard for one transaction. */
    GuardedConnection(Connection connection, HandlerTexts texts) {
        this.connection = connection;
        this.texts = texts;
        this.proxy = proxy(Connection.class, this);
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
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
            guard.conflict = null;
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
     * Returns the deadlock or similar conflict with which a statement failed, and at which some databases end the
     * transaction; null if there was none.
     */
    @Nullable
    SQLException conflict() {
        return conflict;
    }

    /** Notes that a statement is executed in the transaction. */
    void executing() {
        executed = true;
    }

    /** Notes that the connection must not be used by another transaction. */
    void unfit() {
        unfit = true;
    }

    /**
     * Undoes what the handler has changed by methods, after the end of the transaction.
     *
     * @return whether the connection is fit for the next transaction
     */
    boolean undone() {
        if (unfit) {
            return false;
        }
        try {
            for (Undo undo : undos.values()) {
                undo.on(connection);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    void checkNotEnded(Method method) {
        if (ended) {
            throw new IllegalStateException(
                    method.getName() + ": the transaction has ended, and this connection can no longer be used");
        }
    }

    /** Refuses a text that ends the transaction, and notes one that may change the session. */
    void checkText(@Nullable Object @Nullable [] arguments) {
        if (arguments == null || arguments.length == 0 || !(arguments[0] instanceof String text)) {
            return;
        }
        HandlerTexts.Effect effect = texts.of(text);
        if (effect.endsTransaction() != null) {
            throw notTheHandlers("the statement " + effect.endsTransaction());
        }
        if (effect.changesSession()) {
            unfit = true;
        }
    }

    /** Calls the guarded object and notes whether it throws a conflict. */
    @Nullable
    Object call(Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException failure && SqlFailures.isConflict(failure)) {
                conflict = failure;
            }
            throw cause;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        boolean rollsBackAll = "rollback".equals(name) && method.getParameterCount() == 0;
        if (rollsBackAll || NOT_THE_HANDLERS.contains(name)) {
            throw notTheHandlers(name);
        }
        checkNotEnded(method);
        used = true;
        if ("unwrap".equals(name) && arguments != null && arguments[0] instanceof Class<?> type) {
            return unwrapped(proxy, connection, type, method, arguments);
        }
        if (name.startsWith("set")) {
            checkCommitsNothing(name);
            noteChange(name);
        }
        if (Statement.class.isAssignableFrom(method.getReturnType())) {
            checkText(arguments);
        }
        Object result = call(connection, method, arguments);
        if (result instanceof Statement statement) {
            return proxy(method.getReturnType().asSubclass(Statement.class), new GuardedStatement(this, statement));
        }
        return result instanceof DatabaseMetaData metaData
                ? proxy(DatabaseMetaData.class, new GuardedResult(this, metaData, null))
                : result;
    }

    /**
     * Returns the guarded object again if it has the type, otherwise the object of the driver. What the handler does
     * with an object of the driver is not seen, whatever its type: a cast leads from it to the connection. The
     * transaction begins before, so that it is detected if the handler ends it, and the connection is not used again.
     */
    @Nullable
    Object unwrapped(Object guarded, Object target, Class<?> type, Method method, @Nullable Object[] arguments)
            throws Throwable {
        if (type.isInstance(guarded)) {
            return guarded;
        }
        begin();
        unfit = true;
        return call(target, method, arguments);
    }

    private void begin() throws SQLException {
        if (!executed) {
            executed = true;
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
    }

    /** Refuses a method at which the driver would commit the handler's work without its mark. */
    private void checkCommitsNothing(String setter) throws SQLException {
        // Also before the handler's first statement: the mark may be there already.
        if ("setTransactionIsolation".equals(setter) && texts.dialect().commitsBeforeIsolation()) {
            throw new SQLException(
                    "the database would commit the subscriber's transaction at a change of the isolation level; set it"
                            + " for the connections of the pool",
                    ACTIVE_TRANSACTION);
        }
    }

    /** Notes that a statement is given a timeout, which H2 keeps for all statements of the connection. */
    void queryTimeout(Statement statement) throws SQLException {
        if (!undos.containsKey(QUERY_TIMEOUT)) {
            int timeout = statement.getQueryTimeout();
            undos.put(QUERY_TIMEOUT, changed -> {
                try (Statement next = changed.createStatement()) {
                    next.setQueryTimeout(timeout);
                }
            });
        }
    }

    /** Notes, before the first change by a method, how to undo it. */
    private void noteChange(String setter) throws SQLException {
        if (CHANGE_SESSION.contains(setter)) {
            unfit = true;
            return;
        }
        if (undos.containsKey(setter)) {
            return;
        }
        Undo undo = undo(setter);
        if (undo != null) {
            undos.put(setter, undo);
        }
    }

    private @Nullable Undo undo(String setter) throws SQLException {
        switch (setter) {
            case "setTransactionIsolation" -> {
                int isolation = connection.getTransactionIsolation();
                return changed -> changed.setTransactionIsolation(isolation);
            }
            case "setReadOnly" -> {
                boolean readOnly = connection.isReadOnly();
                return changed -> changed.setReadOnly(readOnly);
            }
            case "setHoldability" -> {
                int holdability = connection.getHoldability();
                return changed -> changed.setHoldability(holdability);
            }
            case "setTypeMap" -> {
                Map<String, Class<?>> types = connection.getTypeMap();
                return changed -> changed.setTypeMap(types);
            }
            case "setNetworkTimeout" -> {
                int timeout = connection.getNetworkTimeout();
                return changed -> changed.setNetworkTimeout(Runnable::run, timeout);
            }
            default -> {
                return null;
            }
        }
    }

    static IllegalStateException notTheHandlers(String what) {
        return new IllegalStateException(
                what + " is not for the handler: the subscriber commits when it returns and rolls back when it throws");
    }
}
