package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.it.faults.Backends;
import dev.latido.idempotency.it.faults.FaultCampaign;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.testkit.database.RedisServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is lost and what takes effect twice when processes die, stand still and are cut off, by pattern and store. The
 * patterns written by hand are the control: where they lose and double nothing, the harness sees nothing.
 */
@WithBroker
class SubscriberFaultsIT {

    private static final boolean PROOF = Boolean.getBoolean("latido.proof");
    private static final Path TABLE = Path.of("target", "subscriber-faults.md");

    private static PostgresServer postgres;
    private static HikariDataSource database;
    private static RedisServer redis;
    private static RedisSeenStore seenInRedis;

    @BeforeAll
    static void startDatabases() throws SQLException {
        redis = RedisServer.builder().persistent().start();
        seenInRedis = RedisSeenStore.of(redis.uri());
        postgres = PostgresServer.builder().start();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl() + "&connectTimeout=2&socketTimeout=10");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        database = new HikariDataSource(config);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table effect (run varchar(64), id varchar(64))");
            statement.execute("create index on effect (run)");
            statement.execute("create table seen_by_hand (id varchar(128) primary key)");
        }
    }

    @AfterAll
    static void stopDatabases() {
        seenInRedis.close();
        redis.close();
        database.close();
        postgres.close();
    }

    @Test
    void shouldLoseNothingAndDoubleNothingInTheDatabase(EmbeddedBroker broker) throws Exception {
        FaultCampaign campaign = new FaultCampaign(
                broker,
                new Backends(postgres, database, JdbcSeenStore.of(database).createTable(), redis, seenInRedis));

        campaign.run(PROOF ? 20 : 1, PROOF ? 3_000 : 200, PROOF ? 8 : 4, SubscriberFaultsIT::write);

        assertThat(campaign.violations()).isEmpty();
        assertThat(campaign.blindSpots())
                .as("troubles that the control did not show")
                .isEmpty();
    }

    private static void write(String table) {
        try {
            Files.createDirectories(TABLE.toAbsolutePath().getParent());
            Files.writeString(TABLE, table);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
