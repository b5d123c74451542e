package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** On PostgreSQL, through a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterTablePostgresIT extends DeadLetterTableContract {

    private final PostgresPool postgres = new PostgresPool();

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Override
    DataSource database() {
        return postgres.dataSource();
    }

    @Test
    void shouldSayWhatIsWrongOnPostgres() throws SQLException {
        assertWrong(
                "alter table latido_seen drop constraint latido_seen_pkey",
                () -> store.check(),
                "primary key (consumer_group, message_id)");
        assertWrong("drop sequence latido_seen_fence", () -> store.check(), "latido_seen_fence", "createTable()");
        assertWrong(
                "alter table latido_seen alter column message_id type varchar(36)",
                () -> store.check(),
                "has message_id with the length 36, which must be varchar(256)");
        assertWrong(
                "alter table latido_seen alter column fence type integer",
                () -> store.check(),
                "has fence as int4, which must be bigint");
        assertWrong(
                "alter table latido_dead_letter alter column payload type text",
                () -> table.check(),
                "has payload as text");
        assertWrong(
                "alter table latido_dead_letter drop constraint latido_dead_letter_mark",
                () -> table.check(),
                "unique key (consumer_group, marked_as)");
    }

    private DataSource asGuest(String... grants) throws SQLException {
        execute(
                "do $$ begin if exists (select from pg_roles where rolname = 'guest') then drop owned by guest;"
                        + " drop role guest; end if; end $$",
                "create role guest login");
        execute(grants);
        PGSimpleDataSource guest = new PGSimpleDataSource();
        guest.setUrl(postgres.server().jdbcUrl());
        guest.setUser("guest");
        return guest;
    }

    @ParameterizedTest
    @CsvSource({"select", "insert", "update", "delete"})
    void shouldNameAMissingPermission(String missing) throws SQLException {
        DataSource guest = asGuest(
                "grant select, insert, update, delete on latido_seen, latido_dead_letter to guest",
                "grant usage on sequence latido_seen_fence to guest",
                "revoke " + missing + " on latido_seen, latido_dead_letter from guest");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSeenStore.of(guest).check())
                .withMessageContainingAll("latido_seen", "grant select, insert, update and delete", "sequence");
        if (!missing.equals("update")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ((LetterTable) DeadLetterTable.of(guest)).check())
                    .withMessageContainingAll("latido_dead_letter", "grant select, insert");
        }
    }

    @Test
    void shouldNameAMissingPermissionForTheSequence() throws SQLException {
        DataSource guest = asGuest("grant select, insert, update, delete on latido_seen to guest");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSeenStore.of(guest).check())
                .withMessageContainingAll("the use of the sequence latido_seen_fence");
    }

    @Test
    void shouldAcceptAUserWithNoMoreThanThePermissionsThatItNames() throws SQLException {
        DataSource guest = asGuest(
                "grant select, insert, update, delete on latido_seen, latido_dead_letter to guest",
                "grant usage on sequence latido_seen_fence to guest");

        assertThatCode(() -> JdbcSeenStore.of(guest).check()).doesNotThrowAnyException();
        assertThatCode(() -> ((LetterTable) DeadLetterTable.of(guest)).check()).doesNotThrowAnyException();
    }

    @Test
    void shouldSayThatTheDatabaseIsReadOnly() throws SQLException {
        DataSource guest = asGuest(
                "grant select, insert, update, delete on latido_seen to guest",
                "grant usage on sequence latido_seen_fence to guest",
                "alter role guest set default_transaction_read_only = on");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSeenStore.of(guest).check())
                .withMessageContaining("read-only");
    }

    @Test
    void shouldNotTakeAServerThatIsDownForAWrongTable() {
        postgres.server().stop();
        try {
            assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> store.check());
            assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> table.check());
        } finally {
            postgres.server().start();
            postgres.dataSource().getHikariPoolMXBean().softEvictConnections();
        }
    }
}
