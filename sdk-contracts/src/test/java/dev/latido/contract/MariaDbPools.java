package dev.latido.contract;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.testkit.database.internal.MariaDbProcess;

/** A MariaDB server of a test's own, with a pool for each of the two drivers. */
final class MariaDbPools implements AutoCloseable {

    final MariaDbProcess server;
    final HikariDataSource ofMariaDb;

    /** This driver counts the rows that an update found, not those that it changed, and has its own SQL states. */
    final HikariDataSource ofMySql;

    private MariaDbPools(MariaDbProcess server, HikariDataSource ofMariaDb, HikariDataSource ofMySql) {
        this.server = server;
        this.ofMariaDb = ofMariaDb;
        this.ofMySql = ofMySql;
    }

    /** Starts a server, to which each pool has so many connections at most. */
    static MariaDbPools start(int connections) {
        MariaDbProcess server = MariaDbProcess.started();
        try {
            return new MariaDbPools(
                    server, pool(server.jdbcUrl(), connections), pool(server.jdbcUrl("mysql"), connections));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    @Override
    public void close() {
        ofMariaDb.close();
        ofMySql.close();
        server.close();
    }
}
