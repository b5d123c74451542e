package dev.latido.examples.plant;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.examples.JdbcAddress;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The database of the readings, of the seen-store and of the dead letters. */
final class Warehouse implements AutoCloseable {

    /** Maximum number of digits of a reading before the decimal point. */
    static final int INTEGER_DIGITS = 20;

    /** Maximum number of digits of a reading after the decimal point. */
    static final int DECIMALS = 10;

    /** Deliberately without a unique key, so that a reading that takes effect twice is visible. */
    private static final String TABLE = """
            create table if not exists plant_reading (
              run varchar(32) not null,
              measure varchar(16) not null,
              line integer not null,
              measured_at timestamp not null,
              reading decimal(%d, %d) not null)""".formatted(INTEGER_DIGITS + DECIMALS, DECIMALS);

    private static final int LOGIN_SECONDS = 10;

    /** A stored row. */
    record Stored(String measure, int line, BigDecimal value) {}

    private final String run;
    private final HikariDataSource dataSource;
    private final JdbcSeenStore seenStore;
    private final DeadLetterTable deadLetters;

    private Warehouse(String run, HikariDataSource dataSource) {
        this.run = run;
        this.dataSource = dataSource;
        this.seenStore = JdbcSeenStore.of(dataSource).createTable();
        this.deadLetters = DeadLetterTable.of(dataSource).createTable();
    }

    static Warehouse open(String run, String url, @Nullable String user, @Nullable String password) {
        JdbcAddress address = new JdbcAddress(url);
        HikariDataSource dataSource = null;
        try {
            createTable(address, user, password);
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(address.quiet());
            config.setUsername(user);
            config.setPassword(password);
            config.setConnectionTimeout(5_000);
            dataSource = new HikariDataSource(config);
            return new Warehouse(run, dataSource);
        } catch (SQLException | RuntimeException e) {
            if (dataSource != null) {
                dataSource.close();
            }
            throw new PlantProblem("cannot use the database " + address + ": " + address.redacted(lastCause(e)), e);
        }
    }

    /** Creates the table without the pool, which would log a stack trace if the database is not available. */
    private static void createTable(JdbcAddress address, @Nullable String user, @Nullable String password)
            throws SQLException {
        DriverManager.setLoginTimeout(LOGIN_SECONDS);
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        try (Connection connection = DriverManager.getConnection(address.quiet(), login);
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
    }

    private static String lastCause(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String message = String.valueOf(last.getMessage()).lines().findFirst().orElse("no reason given");
        // The message of such an exception is only the name of a file.
        return last instanceof FileSystemException ? last.getClass().getSimpleName() + ", " + message : message;
    }

    JdbcSeenStore seenStore() {
        return seenStore;
    }

    DeadLetterTable deadLetters() {
        return deadLetters;
    }

    /** Writes a reading in the transaction that marks its message. */
    void store(Measure measure, Message<Reading> message, Connection transaction) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("insert into plant_reading values (?, ?, ?, ?, ?)")) {
            insert.setString(1, run);
            insert.setString(2, measure.label());
            insert.setInt(3, message.value().line());
            insert.setObject(4, message.value().at());
            insert.setBigDecimal(5, message.value().value());
            insert.executeUpdate();
        }
    }

    /** Returns all rows that this run stored. */
    List<Stored> stored() {
        List<Stored> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select measure, line, reading from plant_reading where run = ?")) {
            select.setString(1, run);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new Stored(found.getString(1), found.getInt(2), found.getBigDecimal(3)));
                }
            }
        } catch (SQLException e) {
            throw new PlantProblem("cannot read back from the database: " + e.getMessage(), e);
        }
        return rows;
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
