package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.internal.MarkOrder;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkOrderTest {

    private static MessageKey key(String group, String id, long fingerprint) {
        return new MessageKey(group, id, fingerprint);
    }

    @Test
    void shouldMarkEachOnceAndInTheSameOrderEverywhere() {
        MarkOrder order = new MarkOrder(
                List.of(key("b", "1", 0), key("a", "2", 0), key("a", "10", 0), key("b", "1", 0), key("a", "2", 0)));

        assertThat(order.firsts()).containsExactly(key("a", "10", 0), key("a", "2", 0), key("b", "1", 0));
    }

    @Test
    void shouldKeepTheFirstOfThoseWithTheSameId() {
        MarkOrder order = new MarkOrder(List.of(key("a", "1", 7), key("a", "0", 0), key("a", "1", 8)));

        assertThat(order.firsts()).extracting(MessageKey::fingerprint).containsExactly(0L, 7L);
    }

    @Test
    void shouldAnswerInTheOrderOfTheMessages() {
        MarkOrder order = new MarkOrder(
                List.of(key("a", "3", 0), key("a", "1", 0), key("a", "3", 0), key("a", "2", 0), key("a", "3", 0)));
        List<MessageKey> again = new ArrayList<>();

        List<Mark> answers = order.answers(List.of(Mark.FIRST, Mark.DUPLICATE, Mark.CONFLICT), key -> {
            again.add(key);
            return Mark.DUPLICATE;
        });

        assertThat(order.firsts()).extracting(MessageKey::id).containsExactly("1", "2", "3");
        assertThat(answers).containsExactly(Mark.CONFLICT, Mark.FIRST, Mark.DUPLICATE, Mark.DUPLICATE, Mark.DUPLICATE);
        assertThat(again).as("those that came again").containsExactly(key("a", "3", 0), key("a", "3", 0));
    }
}
