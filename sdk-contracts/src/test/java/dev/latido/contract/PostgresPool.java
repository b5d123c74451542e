package dev.latido.contract;

import dev.latido.testkit.database.PostgresServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL and a pool of connections to it, as a backend has them. */
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
