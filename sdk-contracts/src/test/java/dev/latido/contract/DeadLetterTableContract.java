package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.LetterTable.Burial;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of dead letters on one database, whose connections are cut at every step. */
abstract class DeadLetterTableContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int MOST_STEPS = 12;

    FailingConnections connections;
    JdbcSeenStore store;
    LetterTable table;
    private SqlEffects rows;

    /** Returns the database under test. */
    abstract DataSource database() throws SQLException;

    @BeforeEach
    void createTables() throws SQLException {
        connections = new FailingConnections(database());
        DataSource failing = connections.dataSource();
        execute(
                "drop table if exists latido_seen",
                "drop table if exists latido_dead_letter_part",
                "drop table if exists latido_dead_letter");
        store = JdbcSeenStore.of(failing).createTable();
        table = (LetterTable) DeadLetterTable.of(failing).createTable();
        rows = new SqlEffects(database());
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static MessageKey key(String id) {
        return new MessageKey("billing", id);
    }

    static DeadLetter letter(String id, byte[] payload, Map<String, String> properties) {
        return new DeadLetter(
                Topic.unchecked("a/" + id),
                payload,
                "billing",
                Optional.of(id),
                "PermanentFailure: no such meter",
                5,
                List.copyOf(properties.entrySet()));
    }

    static DeadLetter letter(String id) {
        return letter(id, id.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private int letters(String id) {
        return (int) table.oldest("billing", 10_000).stream()
                .filter(row -> row.letter().id().equals(Optional.of(id)))
                .count();
    }

    /** Buries a message until the database has answered, and checks after every failure that mark and letter agree. */
    private Burial buried(String id, @Nullable Long fence) throws SQLException {
        while (true) {
            try {
                return table.bury(store, key(id), "owner", fence, letter(id));
            } catch (SeenStoreException e) {
                assertThat(letters(id)).as("dead letters of %s", id).isEqualTo(dead(id));
            }
        }
    }

    private int dead(String id) throws SQLException {
        return rows.count("latido_seen", "message_id = '" + id + "' and state = 'X'");
    }

    private void assertBuriedOnce(String id) throws SQLException {
        assertThat(dead(id)).as("marks of %s", id).isEqualTo(1);
        assertThat(letters(id)).as("dead letters of %s", id).isEqualTo(1);
    }

    @Test
    void shouldSayThatItSharesTheTransactionsOfItsDataSourceAlone() throws SQLException {
        assertThat(table.sharesTransactionsOf(store)).isTrue();
        assertThat(table.sharesTransactionsOf(JdbcSeenStore.of(database()))).isFalse();
    }

    @Test
    void shouldKeepEverythingOfALetter() {
        byte[] payload = new byte[600_000];
        new Random(7).nextBytes(payload);
        String odd = "ñ \ud83d\ude00 'x' \\ \"";
        DeadLetter letter = new DeadLetter(
                Topic.unchecked("a/" + "ñ".repeat(20_000)),
                payload,
                "billing",
                Optional.of(odd),
                odd + "r".repeat(1_024 - odd.length()),
                7,
                List.of(Map.entry("b", odd), Map.entry("a", "1"), Map.entry("b", "\n")));

        Burial burial = table.bury(store, key(odd), "owner", null, letter);

        assertThat(burial).isEqualTo(new Burial.Dead());
        assertThat(table.oldest("billing", 10)).singleElement().satisfies(row -> {
            assertThat(row.letter()).usingRecursiveComparison().isEqualTo(letter);
        });
    }

    /** PostgreSQL's text takes no U+0000; the payload and the mark decide, not the column that people read. */
    @Test
    void shouldStoreTheLetterOfAnIdThatNoTextCanContain() {
        DeadLetter letter = new DeadLetter(
                Topic.unchecked("a/b"), new byte[1], "billing", Optional.of("a\u0000b\ud83d"), "no", 1, List.of());

        table.store(letter, null);

        assertThat(table.oldest("billing", 10)).singleElement().satisfies(row -> {
            assertThat(row.letter().payload()).isEqualTo(letter.payload());
            assertThat(row.letter().id()).contains("a b?");
        });
    }

    @Test
    void shouldStoreNeitherNoneNorTwoLettersWhereverTheConnectionIsCut() throws SQLException {
        int struck = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            String id = "cut-" + step;
            connections.cutBefore(step);
            assertThat(buried(id, null)).isEqualTo(new Burial.Dead());
            struck += connections.hasStruck() ? 1 : 0;
            connections.mend();
            assertBuriedOnce(id);
        }
        assertThat(struck).as("steps at which the connection was cut").isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldStoreOneLetterWhenTheAnswerOfTheCommitIsLost() throws SQLException {
        connections.loseAnswerOfNextCommit();

        assertThat(buried("x", null)).isEqualTo(new Burial.Dead());

        assertThat(connections.hasStruck()).isTrue();
        assertBuriedOnce("x");
    }

    @Test
    void shouldBuryUnderTheFenceOfAnAbandonedHandlerWhateverIsCut() throws SQLException {
        for (int step = 0; step < MOST_STEPS; step++) {
            String id = "left-" + step;
            long fence = ((Claim.Granted) store.claim(key(id), "owner", LEASE)).fence();
            connections.cutBefore(step);
            assertThat(buried(id, fence)).isEqualTo(new Burial.Dead());
            connections.mend();
            assertBuriedOnce(id);
        }
        long fence = ((Claim.Granted) store.claim(key("lost"), "owner", LEASE)).fence();
        connections.loseAnswerOfNextCommit();
        assertThat(buried("lost", fence)).isEqualTo(new Burial.Dead());
        assertBuriedOnce("lost");
    }

    @Test
    void shouldStoreOneLetterWhenTwoConsumersGiveTheMessageUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 30; i++) {
                String id = "both-" + i;
                Callable<Burial> bury = () -> table.bury(store, key(id), "owner", null, letter(id));
                List<Burial> burials = new ArrayList<>();
                for (Future<Burial> future : threads.invokeAll(List.of(bury, bury))) {
                    burials.add(future.get(30, TimeUnit.SECONDS));
                }
                assertThat(burials)
                        .as(id)
                        .contains(new Burial.Dead())
                        .noneMatch(Burial.HandledBefore.class::isInstance);
                assertBuriedOnce(id);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldStoreNoLetterOfAMessageThatAnotherConsumerHandledOrHolds() throws Exception {
        store.inTransaction(transaction -> store.markIn(transaction, key("marked")));
        long fence = ((Claim.Granted) store.claim(key("committed"), "owner", LEASE)).fence();
        assertThat(store.commit(key("committed"), fence)).isEqualTo(SeenStore.Commit.OK);
        store.claim(key("held"), "other", LEASE);

        assertThat(buried("marked", null)).isEqualTo(new Burial.HandledBefore());
        assertThat(buried("committed", fence)).isEqualTo(new Burial.HandledBefore());
        assertThat(buried("held", null)).isInstanceOf(Burial.Held.class);

        assertThat(table.oldest("billing", 10)).isEmpty();
    }

    /** With another store the dead letter comes first, and the message may be given up again before its mark. */
    @Test
    void shouldKeepOneLetterForEachMarkButAnyNumberWithoutAMark() {
        table.store(letter("x"), "x");
        table.store(letter("x"), "x");
        table.store(letter("y"), null);
        table.store(letter("y"), null);

        assertThat(table.oldest("billing", 10)).hasSize(3);
    }

    /** Marks are purged and dead letters are not, so a letter of an earlier message with the same id can be there. */
    @Test
    void shouldKeepTheLetterOfALaterMessageWithTheSameIdBesideTheEarlierOne() throws SQLException {
        byte[] large = new byte[300_000];
        byte[] otherAtTheStart = large.clone();
        otherAtTheStart[7] = 1;
        List<DeadLetter> letters = List.of(
                letter("x"),
                letter("x", new byte[] {1}, Map.of()),
                letter("x", new byte[] {1}, Map.of("site", "planta-1")),
                letter("x", large, Map.of()),
                letter("x", otherAtTheStart, Map.of()));
        for (DeadLetter letter : letters) {
            assertThat(table.bury(store, key("x"), "owner", null, letter)).isEqualTo(new Burial.Dead());
            execute("delete from latido_seen");
        }
        assertThat(table.bury(store, key("x"), "owner", null, letters.get(0))).isEqualTo(new Burial.Dead());
        table.store(letters.get(1), "x");

        assertThat(table.oldest("billing", 10))
                .extracting(row -> row.letter().payload())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(
                        letters.stream().map(DeadLetter::payload).toList());
    }

    @Test
    void shouldStoreALargeLetterOnceWhereverTheConnectionIsCut() throws SQLException {
        byte[] payload = new byte[1_000_000];
        new Random(7).nextBytes(payload);
        DeadLetter letter = letter("large", payload, Map.of());
        for (int step = 0; step < MOST_STEPS; step++) {
            MessageKey key = key("large-" + step);
            connections.cutBefore(step);
            @Nullable Burial burial = null;
            while (burial == null) {
                try {
                    burial = table.bury(store, key, "owner", null, letter);
                } catch (SeenStoreException | LetterTable.Refused e) {
                    assertThat(table.oldest("billing", 10)).isEmpty();
                }
            }
            connections.mend();
            assertThat(table.oldest("billing", 10)).singleElement().satisfies(row -> {
                assertThat(row.letter().payload()).isEqualTo(payload);
                table.remove(row.number());
            });
        }
        table.store(letter, "large");
        table.store(letter, "large");
        assertThat(table.oldest("billing", 10)).hasSize(1);
    }

    @Test
    void shouldRemoveALetter() {
        table.store(letter("x"), "x");
        table.store(letter("y"), "y");

        table.remove(table.oldest("billing", 1).get(0).number());
        table.remove(-1);

        assertThat(table.oldest("billing", 10))
                .extracting(row -> row.letter().id())
                .containsExactly(Optional.of("y"));
    }

    // --- the check before a start ---

    @Test
    void shouldAcceptItsOwnTablesAndLeaveNothing() throws SQLException {
        store.check();
        table.check();

        assertThat(rows.count("latido_seen", "1 = 1")).isZero();
        assertThat(rows.count("latido_dead_letter", "1 = 1")).isZero();
    }

    /** Changes the schema and checks that both say what is wrong. */
    void assertWrong(String change, Runnable check, String... words) throws SQLException {
        execute(change);
        assertThatIllegalStateException().as(change).isThrownBy(check::run).withMessageContainingAll(words);
        createTables();
    }

    @Test
    void shouldSayWhatIsWrongWithTheTables() throws SQLException {
        assertWrong(
                "drop table latido_seen", () -> store.check(), "latido_seen", "JdbcSeenStore.createTable()", ".sql");
        assertWrong("alter table latido_seen drop column owner", () -> store.check(), "has no column owner");
        assertWrong("alter table latido_seen drop column attempt", () -> store.check(), "has no column attempt");
        assertWrong(
                "alter table latido_seen add column tenant varchar(9) not null",
                () -> store.check(),
                "latido_seen",
                ".sql");
        execute("drop table if exists latido_dead_letter_part");
        assertWrong(
                "drop table latido_dead_letter",
                () -> table.check(),
                "latido_dead_letter",
                "DeadLetterTable.createTable()",
                "-dead-letters.sql");
        assertWrong(
                "alter table latido_dead_letter drop column topic", () -> table.check(), "has no column topic", ".sql");
    }
}
