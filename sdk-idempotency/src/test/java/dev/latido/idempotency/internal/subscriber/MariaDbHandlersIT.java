package dev.latido.idempotency.internal.subscriber;

import dev.latido.idempotency.TransactionalHandler;
import dev.latido.testkit.database.internal.MariaDbProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

class MariaDbHandlersIT extends HandlersDatabase {

    private @Nullable MariaDbProcess server;

    @Override
    String start() {
        MariaDbProcess started = MariaDbProcess.started("--max-allowed-packet=1M");
        server = started;
        createOther(started.jdbcUrl());
        return started.jdbcUrl();
    }

    /** Only the administrator may create a second database. */
    private static void createOther(String url) {
        String user = url.substring(url.indexOf("user=") + "user=".length());
        try (Connection connection = DriverManager.getConnection(url.replace("user=" + user, "user=root"))) {
            run(connection, "create database other");
            run(connection, "grant all on other.* to '" + user + "'@'127.0.0.1'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> tables() {
        return List.of(
                "create table large (id varchar(64) primary key, v longtext)",
                "create table other.latido_seen like latido_seen",
                "create function tenant() returns varchar(20) return @tenant");
    }

    @Override
    String generatedColumns() {
        return "nr serial, made_at timestamp(6) default current_timestamp(6), token varchar(36) default uuid()";
    }

    @Override
    void kill(Connection connection) throws SQLException {
        run(connection, "kill connection_id()");
    }

    @Override
    List<String> schemaChanges() {
        return List.of("use other", "use /* the */ `other`");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    List<TransactionalHandler<String, Connection>> breakers() {
        return List.of(
                (message, transaction) -> insertLarge(transaction, message.id()),
                (message, transaction) -> {
                    try {
                        insertLarge(transaction, message.id());
                    } catch (SQLException e) {
                        throw new IllegalArgumentException("wrapped", e);
                    }
                },
                (message, transaction) -> run(transaction, "kill connection_id()"),
                (message, transaction) -> {
                    try {
                        run(transaction, "kill connection_id()");
                    } catch (SQLException e) {
                        // Ignored, as faulty handlers do.
                    }
                });
    }

    private static void insertLarge(Connection transaction, String id) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("insert into large values (?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, "x".repeat(2 * 1024 * 1024));
            statement.executeUpdate();
        }
    }

    @Override
    List<String> sessionChanges() {
        return List.of(
                "set sql_mode = ''",
                "set session sql_mode = 'ANSI_QUOTES'",
                "set local max_statement_time = 77",
                "set @tenant = 'acme'",
                "set/**/@tenant = 'acme'",
                "select @tenant := 'it\\'s' -- acme",
                "/*!set @tenant = 'acme'*/",
                "/*M!100100 set @tenant = 'acme'*/",
                "# acme\nset names latin1",
                "set transaction isolation level serializable",
                "prepare leak from 'select 1'",
                "select `get_lock` ('leak', 1)",
                "do get_lock('leak', 1)",
                "select 'acme' into @tenant",
                "set foreign_key_checks = 0",
                "use information_schema",
                "select get_lock('leak', 1)",
                "create temporary table latido_seen (id int)");
    }

    @Override
    String sessionQuery() {
        return "select concat_ws(' ', @@sql_mode, @@max_statement_time, @@foreign_key_checks, coalesce(tenant(), '-'),"
                + " database(), coalesce(is_used_lock('leak'), '-'), (select count(*) from information_schema.columns"
                + " where table_schema = 'test' and table_name = 'latido_seen' and column_name = 'id'))";
    }

    @Override
    String sessionNumber() {
        return "select connection_id()";
    }
}
