package dev.latido.examples.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.examples.JdbcAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for a database with a table of dead letters. */
final class DatabaseOptions {

    private static final int TIMEOUT_MILLIS = 10_000;

    @Option(
            names = "--db",
            paramLabel = "JDBC_URL",
            description = "Database with the table of dead letters, in place of the dead-letter topic:"
                    + " H2, PostgreSQL, MariaDB or MySQL.")
    @Nullable
    String url;

    @Option(names = "--db-user", paramLabel = "NAME", description = "User name at that database.")
    @Nullable
    String user;

    @Option(
            names = "--db-password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "Password at that database; without a value, the command asks for it.")
    @Nullable
    String password;

    /**
     * Connects to the database.
     *
     * @throws IllegalStateException if the database cannot be used
     */
    HikariDataSource open(String database) {
        JdbcAddress address = new JdbcAddress(database);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.quiet());
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(TIMEOUT_MILLIS);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "cannot use the database " + address + ": " + address.redacted(String.valueOf(e.getMessage())), e);
        }
    }
}
