package dev.latido.idempotency.internal;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The order in which a batch of messages is marked: each once, and the same order in every process. Immutable. */
public final class MarkOrder {

    private static final Comparator<MessageKey> BY_GROUP_AND_ID =
            Comparator.comparing(MessageKey::group).thenComparing(MessageKey::id);

    private final List<MessageKey> keys;
    private final List<MessageKey> firsts;

    /** Creates the order for a batch. */
    public MarkOrder(List<MessageKey> keys) {
        this.keys = List.copyOf(Objects.requireNonNull(keys, "keys must not be null"));
        // distinct() keeps the first of equal keys.
        this.firsts = this.keys.stream().distinct().sorted(BY_GROUP_AND_ID).toList();
    }

    /** Returns the messages to mark: sorted, each once, with the key that was named first. */
    public List<MessageKey> firsts() {
        return firsts;
    }

    /**
     * Returns the marks of the whole batch, in the order of the batch.
     *
     * @param marksOfFirsts the marks of the {@link #firsts()}
     * @param markAgain marks a message that was marked in this transaction before, which is a duplicate or a conflict
     */
    public List<Mark> answers(List<Mark> marksOfFirsts, Function<MessageKey, Mark> markAgain) {
        Map<MessageKey, Mark> open = new HashMap<>();
        for (int i = 0; i < firsts.size(); i++) {
            open.put(firsts.get(i), marksOfFirsts.get(i));
        }
        List<Mark> answers = new ArrayList<>(keys.size());
        for (MessageKey key : keys) {
            Mark first = open.remove(key);
            answers.add(first == null ? markAgain.apply(key) : first);
        }
        return answers;
    }
}
