package dev.latido.idempotency.internal.deadletter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.internal.LetterTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;

/** The dead letters of a group in a table. Thread-safe; reads and deletes on the caller's thread. */
public final class TableDeadLetterBox implements DeadLetterBox {

    private static final int MOST = 1_000;

    private final ConnectionLink link;
    private final LetterTable table;
    private final String group;

    /** The numbers of the dead letters that were shown, for as long as the caller has them. */
    @GuardedBy("numbers")
    private final Map<DeadLetter, Long> numbers = new WeakHashMap<>();

    private TableDeadLetterBox(ConnectionLink link, LetterTable table, String group) {
        this.link = link;
        this.table = table;
        this.group = group;
    }

    /** Checks the table and returns the box of a group. */
    public static DeadLetterBox on(ConnectionLink link, LetterTable table, String group) {
        table.check();
        return new TableDeadLetterBox(link, table, group);
    }

    @Override
    public CompletableFuture<Void> subscribed() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<DeadLetter> letters() {
        List<LetterTable.Row> rows = table.oldest(group, MOST);
        List<DeadLetter> letters = new ArrayList<>(rows.size());
        synchronized (numbers) {
            for (LetterTable.Row row : rows) {
                numbers.put(row.letter(), row.number());
                letters.add(row.letter());
            }
        }
        return letters;
    }

    /** A replay that is published but not deleted, because of a crash, can be repeated: both have the same number. */
    @Override
    public CompletableFuture<Void> replay(DeadLetter letter) {
        long number = number(letter);
        return Replay.publish(link, letter).thenRunAsync(() -> remove(letter, number), SdkThreads.forUserCode());
    }

    @Override
    public void discard(DeadLetter letter) {
        remove(letter, number(letter));
    }

    private void remove(DeadLetter letter, long number) {
        table.remove(number);
        synchronized (numbers) {
            numbers.remove(letter);
        }
    }

    private long number(DeadLetter letter) {
        Objects.requireNonNull(letter, "letter must not be null");
        synchronized (numbers) {
            Long number = numbers.get(letter);
            if (number == null) {
                throw new IllegalArgumentException("letter must be in the box, was " + letter);
            }
            return number;
        }
    }

    @Override
    public void close() {
        // The dead letters stay in the table.
    }
}
