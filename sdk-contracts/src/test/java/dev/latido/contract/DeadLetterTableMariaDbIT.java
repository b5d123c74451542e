package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** On MariaDB, through a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterTableMariaDbIT extends DeadLetterTableContract {

    private MariaDbPools pools;

    @BeforeAll
    void start() {
        pools = MariaDbPools.start(6);
    }

    @AfterAll
    void stop() {
        if (pools != null) {
            pools.close();
        }
    }

    @Override
    DataSource database() {
        return pools.ofMariaDb;
    }

    private void executeAsRoot(String... statements) throws SQLException {
        String url = pools.server.jdbcUrl().replaceFirst("user=.*", "user=root");
        try (Connection root = DriverManager.getConnection(url);
                Statement statement = root.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongOnMariaDb() throws SQLException {
        assertWrong(
                "alter table latido_seen modify message_id varchar(256) not null",
                () -> store.check(),
                "has message_id as VARCHAR, which must be varbinary(1024)");
        assertWrong(
                "alter table latido_seen drop primary key",
                () -> store.check(),
                "primary key (consumer_group, message_id)");
        assertWrong("drop table latido_seen_fence", () -> store.check(), "latido_seen_fence", "createTable()");
        assertWrong("alter table latido_seen modify due_at int not null", () -> store.check(), "has due_at as INT");
        assertWrong(
                "alter table latido_dead_letter modify payload blob not null",
                () -> table.check(),
                "has payload with the length 65535");
        assertWrong(
                "alter table latido_dead_letter drop index latido_dead_letter_mark",
                () -> table.check(),
                "unique key (consumer_group, marked_as)");
    }

    private DataSource asGuest(String tables, List<String> permissions) throws SQLException {
        executeAsRoot("create or replace user guest@'127.0.0.1'");
        for (String name : tables.split(" ", -1)) {
            executeAsRoot("grant " + String.join(", ", permissions) + " on test." + name + " to guest@'127.0.0.1'");
        }
        return new MariaDbDataSource(pools.server.jdbcUrl().replaceFirst("user=.*", "user=guest"));
    }

    @ParameterizedTest
    @CsvSource({"select", "insert", "update", "delete"})
    void shouldNameAMissingPermission(String missing) throws SQLException {
        List<String> granted = Stream.of("select", "insert", "update", "delete")
                .filter(permission -> !permission.equals(missing))
                .toList();
        DataSource guest = asGuest("latido_seen latido_dead_letter", granted);
        executeAsRoot("grant select, insert, delete on test.latido_seen_fence to guest@'127.0.0.1'");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSeenStore.of(guest).check())
                .withMessageContainingAll("latido_seen", "grant select, insert, update and delete");
        assertThatIllegalStateException()
                .isThrownBy(() -> ((LetterTable) DeadLetterTable.of(guest)).check())
                .withMessageContainingAll("latido_dead_letter", "grant select, insert");
    }

    @Test
    void shouldNameAMissingPermissionForTheFences() throws SQLException {
        DataSource guest = asGuest("latido_seen", List.of("select", "insert", "update", "delete"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSeenStore.of(guest).check())
                .withMessageContainingAll("the use of the table latido_seen_fence");

        DataSource withoutParts = asGuest("latido_dead_letter", List.of("select", "insert", "update", "delete"));
        assertThatIllegalStateException()
                .isThrownBy(() -> ((LetterTable) DeadLetterTable.of(withoutParts)).check())
                .withMessageContainingAll("select and insert on latido_dead_letter_part");
    }

    @Test
    void shouldAcceptAUserWithNoMoreThanThePermissionsThatItNames() throws SQLException {
        DataSource guest = asGuest(
                "latido_seen latido_dead_letter latido_seen_fence latido_dead_letter_part",
                List.of("select", "insert", "update", "delete"));

        assertThatCode(() -> JdbcSeenStore.of(guest).check()).doesNotThrowAnyException();
        assertThatCode(() -> ((LetterTable) DeadLetterTable.of(guest)).check()).doesNotThrowAnyException();
    }

    /** The bytes are those that drivers write with two characters. */
    @Test
    void shouldStoreALetterThatIsLargerThanAPacket() throws SQLException {
        withPacketsOf("1048576", () -> {
            byte[] payload = new byte[3_000_000];
            Arrays.fill(payload, (byte) '\'');

            table.bury(store, key("big"), "owner", null, letter("big", payload, Map.of()));

            assertThat(table.oldest("billing", 10)).singleElement().satisfies(row -> {
                assertThat(row.letter().payload()).isEqualTo(payload);
                table.remove(row.number());
            });
            assertThat(rowsOfParts()).isZero();
        });
    }

    /** The server cuts the connection, but answers on another one. */
    @Test
    void shouldReportALetterThatNoPacketTakes() throws SQLException {
        withPacketsOf("65536", () -> {
            byte[] payload = new byte[3_000_000];

            assertThat(catchThrowable(
                            () -> table.bury(store, key("big"), "owner", null, letter("big", payload, Map.of()))))
                    .isInstanceOf(LetterTable.Refused.class)
                    .hasMessageContaining("3000000 bytes")
                    .hasMessageContaining("max_allowed_packet");
            assertThat(table.oldest("billing", 10)).isEmpty();
        });
    }

    private int rowsOfParts() {
        try {
            return new SqlEffects(database()).count("latido_dead_letter_part", "1 = 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void withPacketsOf(String size, Runnable test) throws SQLException {
        executeAsRoot("set global max_allowed_packet = " + size);
        pools.ofMariaDb.getHikariPoolMXBean().softEvictConnections();
        try {
            test.run();
        } finally {
            executeAsRoot("set global max_allowed_packet = 16777216");
            pools.ofMariaDb.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Nested
    class WithTheDriverOfMySql extends DeadLetterTableContract {

        @Override
        DataSource database() {
            return pools.ofMySql;
        }
    }
}
