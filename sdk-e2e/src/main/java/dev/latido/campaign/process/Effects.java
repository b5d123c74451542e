package dev.latido.campaign.process;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Writes the effects: one row for each handled message. */
final class Effects implements AutoCloseable {

    private final HikariDataSource pool;
    private final String cell;
    private final String worker;

    Effects(Arguments arguments) {
        this.cell = arguments.text("cell");
        this.worker = arguments.text("client");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments.text("database") + "&connectTimeout=2&socketTimeout=5");
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
    }

    DataSource database() {
        return pool;
    }

    /** Writes an effect in the given transaction. */
    void inside(Connection transaction, int number) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("insert into effect (cell, number, worker) values (?, ?, ?)")) {
            insert.setString(1, cell);
            insert.setInt(2, number);
            insert.setString(3, worker);
            insert.executeUpdate();
        }
    }

    /** Writes an effect without a transaction of the store. */
    void alone(int number) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            inside(connection, number);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
