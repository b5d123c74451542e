package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.SeenStoreException;
import javax.sql.DataSource;

/**
 * A table of dead letters in a SQL database. This is the recommended place for them where there is a database: it needs
 * no broker, no subscription and no limit for their size. On MariaDB and MySQL, large payloads are divided into rows of a
 * second table, {@code latido_dead_letter_part}.
 *
 * <pre>{@code
 * .seenStore(JdbcSeenStore.of(dataSource).createTable())
 * .handler((message, transaction) -> insert(transaction, message.topic(), message.value()))
 * .deadLetters(DeadLetterTable.of(dataSource).createTable())
 * }</pre>
 *
 * <p><b>In the transaction of the mark.</b> If the seen-store is a {@link JdbcSeenStore} with the same {@link DataSource}
 * object, a message is marked as dead and its dead letter is stored in one transaction. A dead letter is then neither
 * lost nor stored twice. With any other seen-store the dead letter is stored first and the message is marked afterwards.
 * A message that is redelivered in between is handled again, but its dead letter stays the only one. Two kinds of
 * messages get no mark: those without an id that can be read, and those with the id of another message. After a crash
 * such a message may have two dead letters.
 *
 * <p><b>Reading.</b> {@link dev.latido.idempotency.DeadLetterBox#open(dev.latido.core.MqttConnection, DeadLetterTable,
 * String)} shows, replays and discards the dead letters of a group. The table {@code latido_dead_letter} may also be
 * read and written by the application. Nothing is purged: a dead letter stays until it is replayed, discarded or deleted.
 *
 * <p>Thread-safe. Takes a connection from the data source for each operation. The data source stays the caller's.
 */
public sealed interface DeadLetterTable extends DeadLetterHandler permits JdbcDeadLetters {

    /**
     * Returns the table {@code latido_dead_letter} of a database. The table must exist; {@link #createTable()} creates
     * it.
     *
     * @param dataSource the application's database, best that of the {@link JdbcSeenStore}
     * @return the table
     * @throws SeenStoreException if the database cannot be reached or is not supported
     */
    static DeadLetterTable of(DataSource dataSource) {
        return JdbcDeadLetters.in(dataSource);
    }

    /**
     * Creates the table and its indexes, if they do not exist. Requires the permission to create tables. Without it,
     * have an administrator run the script of {@link #ddl()}.
     *
     * @return this table
     * @throws SeenStoreException if the database refuses to create them
     */
    DeadLetterTable createTable();

    /**
     * Returns the script that {@link #createTable()} runs, for a migration tool. The jar of this module contains the
     * scripts of all databases in {@code dev/latido/idempotency/jdbc}: {@code postgresql-dead-letters.sql}, {@code
     * mysql-dead-letters.sql} (also for MariaDB) and {@code h2-dead-letters.sql}.
     *
     * @return the SQL for this database, with statements separated by semicolons
     */
    String ddl();

    /**
     * Stores a dead letter in a transaction of its own, for handlers that do more than that. A subscriber that is given
     * the table itself does not call it for messages that it marks.
     *
     * @param letter the message and the reason why it could not be handled
     * @throws SeenStoreException if the database fails
     */
    @Override
    void keep(DeadLetter letter);
}
