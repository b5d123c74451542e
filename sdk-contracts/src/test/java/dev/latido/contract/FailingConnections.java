package dev.latido.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A data source whose next connection is cut at a chosen step, or loses the answer of its commit. */
final class FailingConnections {

    private static final int NEVER = -1;

    private final DataSource database;
    private final AtomicInteger stepsLeft = new AtomicInteger(NEVER);
    private volatile boolean answerLost;
    private volatile boolean struck;

    FailingConnections(DataSource database) {
        this.database = database;
    }

    /** Cuts the connection before a statement or the commit, counted from 0. */
    void cutBefore(int step) {
        struck = false;
        stepsLeft.set(step);
    }

    /** Cuts the connection when the next commit has taken place, before its answer. */
    void loseAnswerOfNextCommit() {
        struck = false;
        answerLost = true;
    }

    /** Returns whether the fault has happened. */
    boolean hasStruck() {
        return struck;
    }

    /** Lets all connections work. */
    void mend() {
        stepsLeft.set(NEVER);
        answerLost = false;
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return watched(database.getConnection());
                    }
                    return method.getName().equals("equals")
                            ? handler(self).equals(handler(arguments[0]))
                            : invoke(method, database, arguments);
                });
    }

    private static Object handler(Object dataSource) {
        return Proxy.isProxyClass(dataSource.getClass()) ? Proxy.getInvocationHandler(dataSource) : dataSource;
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if ((commit || method.getName().equals("prepareStatement"))
                            && stepsLeft.getAndUpdate(left -> Math.max(NEVER, left - 1)) == 0) {
                        throw cut(connection);
                    }
                    if (commit && answerLost) {
                        answerLost = false;
                        connection.commit();
                        throw cut(connection);
                    }
                    return invoke(method, connection, arguments);
                });
    }

    private SQLException cut(Connection connection) throws SQLException {
        struck = true;
        Executor here = Runnable::run;
        connection.abort(here);
        return new SQLException("the connection was cut", "08006");
    }

    private static Object invoke(java.lang.reflect.Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
