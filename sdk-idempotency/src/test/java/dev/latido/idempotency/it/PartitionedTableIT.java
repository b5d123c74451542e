package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.database.PostgresServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PartitionedTableIT {

    private static void execute(DataSource database, String sql) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(DataSource database, String table) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void shouldMarkAndClaimInPartitions() throws Exception {
        try (PostgresServer server = PostgresServer.builder().start();
                InputStream script = JdbcSeenStore.class.getResourceAsStream("postgresql-partitioned.sql")) {
            DataSource database = server.dataSource();
            execute(database, new String(script.readAllBytes(), StandardCharsets.UTF_8));
            JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
            List<MessageKey> keys = IntStream.range(0, 200)
                    .mapToObj(i -> new MessageKey("billing", "gw-1:1:" + i))
                    .toList();

            List<Mark> first = store.inTransaction(transaction -> store.markAllIn(transaction, keys));
            List<Mark> second = store.inTransaction(transaction -> store.markAllIn(transaction, keys));

            assertThat(first).hasSize(200).containsOnly(Mark.FIRST);
            assertThat(second).hasSize(200).containsOnly(Mark.DUPLICATE);
            assertThat(count(database, "latido_seen")).isEqualTo(200);
            assertThat(count(database, "latido_seen_3")).isBetween(1L, 199L);
        }
    }
}
