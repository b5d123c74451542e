package dev.latido.core.internal.publish;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An outbox in memory whose operations throw what an outbox must not throw, as long as the test says so. */
final class FaultyOutbox implements Outbox {

    /** The operations that fail. */
    enum Operation {
        APPEND,
        NEXT,
        REWIND,
        DROP_OLDEST,
        BACKLOG,
        CLOSE
    }

    final Set<Operation> failing = ConcurrentHashMap.newKeySet();
    Runnable beforeAppend = () -> {};
    private final MemoryOutbox inside;

    FaultyOutbox(int messages) {
        inside = MemoryOutbox.bounded(messages, 1_000_000);
    }

    private void attempt(Operation operation) {
        if (failing.contains(operation)) {
            throw new IllegalStateException("planned failure of " + operation);
        }
    }

    @Override
    public CompletionStage<Void> append(OutboxMessage message) {
        beforeAppend.run();
        attempt(Operation.APPEND);
        return inside.append(message);
    }

    @Override
    public @Nullable OutboxMessage next() {
        attempt(Operation.NEXT);
        return inside.next();
    }

    @Override
    public void rewind() {
        attempt(Operation.REWIND);
        inside.rewind();
    }

    @Override
    public void remove(OutboxMessage message) {
        inside.remove(message);
    }

    @Override
    public @Nullable OutboxMessage dropOldest() {
        attempt(Operation.DROP_OLDEST);
        return inside.dropOldest();
    }

    @Override
    public long lastSequence() {
        return inside.lastSequence();
    }

    @Override
    public Backlog backlog() {
        attempt(Operation.BACKLOG);
        return inside.backlog();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public void close() {
        attempt(Operation.CLOSE);
        inside.close();
    }
}
