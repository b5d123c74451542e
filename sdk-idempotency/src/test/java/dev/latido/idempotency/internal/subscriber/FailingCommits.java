package dev.latido.idempotency.internal.subscriber;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool on a database that goes away at commits: the session ends before the commit arrives, and the next connection
 * for the same thread is refused.
 */
final class FailingCommits implements DataSource {

    private final HikariDataSource pool;
    private final Kill kill;
    private final ThreadLocal<Boolean> failing = ThreadLocal.withInitial(() -> false);
    private final ThreadLocal<Boolean> refusing = ThreadLocal.withInitial(() -> false);

    /** Ends a session. */
    interface Kill {

        /** Ends the session of a connection. */
        void of(Connection connection) throws SQLException;
    }

    /** Creates a pool on another one. */
    FailingCommits(HikariDataSource pool, Kill kill) {
        this.pool = pool;
        this.kill = kill;
    }

    /** Lets the next commit of this thread fail. */
    void failNext() {
        failing.set(true);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (refusing.get()) {
            refusing.set(false);
            throw new SQLTransientConnectionException("connection refused", "08001");
        }
        Connection connection = pool.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("commit") && failing.get()) {
                        failing.set(false);
                        refusing.set(true);
                        end(connection);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void end(Connection connection) {
        try {
            kill.of(connection);
        } catch (SQLException e) {
            // The session has ended, as it should.
        }
        // The pool does not know how H2 says so.
        pool.evictConnection(connection);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Not used.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // Not used.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
