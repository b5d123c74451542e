package dev.latido.campaign;

import dev.latido.campaign.process.CrashPoint;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.testkit.database.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The database and the Redis of a run. Its cells use the same tables one after another. */
final class Servers implements AutoCloseable {

    /** Duration of some commits, so that the database can be killed during one of them. */
    private static final double SLOW_COMMIT_SECONDS = 0.1;

    private final PostgresServer postgres;
    private final RedisServer redis;

    private Servers(PostgresServer postgres, RedisServer redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    static Servers start() throws SQLException {
        RedisServer redis = RedisServer.builder().persistent().start();
        try {
            PostgresServer postgres = PostgresServer.builder().start();
            Servers servers = new Servers(postgres, redis);
            try {
                servers.createTables();
                return servers;
            } catch (SQLException | RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private void createTables() throws SQLException {
        JdbcSeenStore.of(postgres.dataSource()).createTable();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table effect (cell varchar(64) not null, number int not null,"
                    + " worker varchar(64) not null, at timestamptz not null default clock_timestamp())");
            statement.execute("create index on effect (cell, number)");
            statement.execute("create function slow() returns trigger language plpgsql as"
                    + " $$ begin perform pg_sleep(" + SLOW_COMMIT_SECONDS + "); return null; end $$");
            statement.execute("create constraint trigger slow_commit after insert on effect"
                    + " deferrable initially deferred for each row when (new.number % "
                    + CrashPoint.SLOW_COMMIT_EVERY + " = 0) execute function slow()");
        }
    }

    /** Restores the initial state for the next cell. */
    void clear() throws SQLException {
        heal();
        redis.flush();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate effect, latido_seen");
        }
    }

    /** Starts the servers that are not running. */
    void heal() {
        postgres.start();
        redis.start();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl() + "&connectTimeout=2&socketTimeout=30");
    }

    PostgresServer postgres() {
        return postgres;
    }

    RedisServer redis() {
        return redis;
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } finally {
            redis.close();
        }
    }
}
