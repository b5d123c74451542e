package dev.latido.idempotency.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An H2 database in memory, whose failures a test controls. */
public final class TestDatabase implements DataSource, AutoCloseable {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000";
    private final Connection keepsItAlive;
    private volatile boolean gone;
    private volatile boolean manualCommit;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable Check check;
    private volatile boolean breakable;
    private volatile boolean broken;
    private final AtomicBoolean losesAnswer = new AtomicBoolean();

    /** A constraint that is checked at the commit, which H2 itself does not have. */
    private record Check(String violations, String state) {}

    /** Creates an empty database. */
    public TestDatabase() {
        try {
            keepsItAlive = DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets whether new connections fail. */
    public void setGone(boolean gone) {
        this.gone = gone;
    }

    /** Sets whether new connections have auto-commit off, as those of some pools. */
    public void setManualCommit(boolean manualCommit) {
        this.manualCommit = manualCommit;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (gone) {
            throw new SQLException("connection refused", "08001");
        }
        connections.incrementAndGet();
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(!manualCommit);
        Check toMake = check;
        return toMake == null && !breakable && !losesAnswer.get() ? connection : watched(connection, toMake);
    }

    /** Lets {@link #breakConnections} break the connections that are taken after this call. */
    public void beBreakable() {
        breakable = true;
    }

    /** Breaks the open connections, so that they cannot even roll back. Connections taken later work. */
    public void breakConnections() {
        breakable = false;
        broken = true;
    }

    /** Refuses commits with this SQL state if the query finds a row, on connections that are taken after this call. */
    public void checkAtCommit(String violations, String state) {
        check = new Check(violations, state);
    }

    /** Makes the next commit take place and then fail, on a connection that is taken after this call. */
    public void loseAnswerOfNextCommit() {
        losesAnswer.set(true);
    }

    private Connection watched(Connection connection, @Nullable Check check) {
        boolean breaks = breakable;
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (check != null && method.getName().equals("commit")) {
                        make(connection, check);
                    }
                    if (breaks && broken && method.getName().equals("rollback")) {
                        throw new SQLException("the connection is broken", "08006");
                    }
                    if (method.getName().equals("commit") && losesAnswer.getAndSet(false)) {
                        connection.commit();
                        throw new SQLException("the connection broke", "08006");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void make(Connection connection, Check check) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(check.violations())) {
            if (rows.next()) {
                throw new SQLException("refused at the commit", check.state());
            }
        }
    }

    /** Starts to count the connections that are taken. */
    public void countConnections() {
        connections.set(0);
    }

    /** Returns the number of connections that were taken since the count started. */
    public int connections() {
        return connections.get();
    }

    /** Ends every connection at once, and lets new ones fail. */
    public void shutDown() {
        gone = true;
        execute("shutdown immediately");
    }

    /** Runs a statement. */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the first column of the first row, as text. */
    public @Nullable String value(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            keepsItAlive.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
    public void setLogWriter(PrintWriter out) {
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
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
