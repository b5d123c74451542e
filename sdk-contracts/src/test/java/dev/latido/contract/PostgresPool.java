package dev.latido.contract;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.testkit.database.PostgresServer;

/** A PostgreSQL server and a pool of connections to it, as in a backend. */
final class PostgresPool implements AutoCloseable {

    private static final int CONNECTIONS = 12;

    private final PostgresServer server = PostgresServer.builder().start();
    private final HikariDataSource dataSource;

    PostgresPool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.dataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(5_000);
        dataSource = new HikariDataSource(config);
    }

    PostgresServer server() {
        return server;
    }

    HikariDataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        dataSource.close();
        server.close();
    }
}
