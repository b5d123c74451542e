package dev.latido.contract;

import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A database with the table of the seen-store and a table for the effects of handlers. */
final class SqlEffects {

    private final DataSource dataSource;

    SqlEffects(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Returns a store with empty tables. */
    JdbcSeenStore emptyStore(Duration retention) throws SQLException {
        JdbcSeenStore store = store(retention).createTable();
        execute("create table if not exists effects (effect varchar(256))");
        execute("delete from effects");
        execute("delete from latido_seen");
        return store;
    }

    /** Returns a store with the existing tables. */
    JdbcSeenStore store(Duration retention) {
        return JdbcSeenStore.of(dataSource).retaining(retention);
    }

    /** Makes everything in the store older. */
    void age(Duration time) {
        try {
            execute("update latido_seen set due_at = due_at - " + time.toMillis());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void apply(Connection transaction, String effect) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("insert into effects values (?)")) {
            statement.setString(1, effect);
            statement.executeUpdate();
        }
    }

    int count(String effect) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from effects where effect = ?")) {
            statement.setString(1, effect);
            return first(statement);
        }
    }

    int count(String table, String condition) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from " + table + " where " + condition)) {
            return first(statement);
        }
    }

    private static int first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
