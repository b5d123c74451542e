package dev.latido.idempotency.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connection that a handler gets: everything works, but ending the transaction is not the handler's to do. */
public final class GuardedConnection implements InvocationHandler {

    private static final Set<String> NOT_THE_HANDLERS = Set.of("commit", "close", "abort", "setAutoCommit");

    /** Of all that is set on a connection, this ends with the transaction. */
    private static final String SAVEPOINT = "setSavepoint";

    private final Connection connection;
    private final Connection proxy;
    private volatile boolean used;
    private volatile boolean altered;
    private volatile boolean ended;

    /** A guard for the time of a transaction. */
    public GuardedConnection(Connection connection) {
        this.connection = connection;
        this.proxy = (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** The connection that the handler gets. */
    public Connection proxy() {
        return proxy;
    }

    /**
     * Ends the time of the transaction: a handler that has kept the connection cannot reach the next one's.
     *
     * @return whether the handler has set something on the connection that outlasts the transaction
     */
    public boolean end() {
        ended = true;
        return altered;
    }

    /** Guards a connection for the time of a transaction. Rolling back to a savepoint stays possible. */
    public static Connection around(Connection connection) {
        return new GuardedConnection(connection).proxy();
    }

    /** Whether nothing has been done yet in the transaction of a guarded connection. */
    static boolean isUnused(Connection transaction) {
        return Proxy.isProxyClass(transaction.getClass())
                && Proxy.getInvocationHandler(transaction) instanceof GuardedConnection guarded
                && !guarded.used;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        boolean rollsBackAll = "rollback".equals(method.getName()) && method.getParameterCount() == 0;
        if (rollsBackAll || NOT_THE_HANDLERS.contains(method.getName())) {
            throw new IllegalStateException(method.getName()
                    + " is not for the handler: the subscriber commits when it returns and rolls back when it throws");
        }
        if (ended) {
            throw new IllegalStateException(
                    method.getName() + ": the transaction has ended, and the connection is another one's now");
        }
        used = true;
        altered |= method.getName().startsWith("set") && !SAVEPOINT.equals(method.getName());
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
