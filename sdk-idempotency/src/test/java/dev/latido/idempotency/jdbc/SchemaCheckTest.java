package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.LetterTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {

    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private final DeadLetterTable letters = DeadLetterTable.of(database).createTable();

    @AfterEach
    void close() {
        database.close();
    }

    private void checkLetters() {
        ((LetterTable) letters).check();
    }

    @Test
    void shouldAcceptItsOwnTablesAndLeaveNothing() {
        store.check();
        checkLetters();

        assertThat(database.value("select count(*) from latido_seen")).isEqualTo("0");
        assertThat(database.value("select count(*) from latido_dead_letter")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop table latido_seen | createTable()",
                "drop sequence latido_seen_fence | h2.sql",
                "alter table latido_seen drop column owner | has no column owner",
                "alter table latido_seen drop column fingerprint | has no column fingerprint",
                "alter table latido_seen alter column message_id varchar(36) not null"
                        + " | has message_id with the length 36, which must be varchar(256)",
                "alter table latido_seen alter column reason varchar(100) | has reason with the length 100",
                "alter table latido_seen alter column due_at int not null | has due_at as INTEGER, which must be bigint",
                "alter table latido_seen alter column message_id varchar_ignorecase(256) not null"
                        + " | takes different ids for the same",
                "alter table latido_seen add column tenant int not null | NULL not allowed for column \"TENANT\"",
                "alter table latido_seen drop primary key | primary key (consumer_group, message_id)"
            })
    void shouldSayWhatIsWrongWithTheTableOfTheMarks(String change, String problem) {
        database.execute(change);

        assertThatIllegalStateException()
                .isThrownBy(store::check)
                .withMessageContaining("latido_seen")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop table latido_dead_letter | DeadLetterTable.createTable()",
                "alter table latido_dead_letter drop column user_properties | has no column user_properties",
                "alter table latido_dead_letter alter column payload varchar(100) not null | has payload as",
                "alter table latido_dead_letter alter column reason varchar(255) not null | has reason with the length",
                "alter table latido_dead_letter alter column topic varchar(20) not null | h2-dead-letters.sql",
                "alter table latido_dead_letter drop constraint latido_dead_letter_mark | needs a unique key"
            })
    void shouldSayWhatIsWrongWithTheTableOfDeadLetters(String change, String problem) {
        database.execute(change);

        assertThatIllegalStateException()
                .isThrownBy(this::checkLetters)
                .withMessageContaining("latido_dead_letter")
                .withMessageContaining(problem);
    }

    @Test
    void shouldNotTakeADatabaseThatIsDownForAWrongTable() {
        database.setGone(true);

        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(store::check);
        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(this::checkLetters);
    }

    /** The check of the start may have found the database down. */
    @Test
    void shouldNameTheCallThatCreatesATableThatIsMissingLater() {
        database.execute("drop table latido_seen");

        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> store.purge(1))
                .withMessageContaining("LATIDO_SEEN")
                .withMessageEndingWith("; call createTable(), or have its script run");
    }

    @Test
    void shouldAcceptWiderColumns() {
        database.execute("alter table latido_seen alter column message_id varchar(2000) not null");
        database.execute("alter table latido_seen alter column attempt bigint not null");
        database.execute("alter table latido_dead_letter alter column reason clob not null");

        assertThatCode(store::check).doesNotThrowAnyException();
        assertThatCode(this::checkLetters).doesNotThrowAnyException();
    }
}
