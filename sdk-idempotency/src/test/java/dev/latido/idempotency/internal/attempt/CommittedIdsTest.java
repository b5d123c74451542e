package dev.latido.idempotency.internal.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommittedIdsTest {

    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    @Test
    void shouldKnowWhatWasCommitted() {
        CommittedIds ids = new CommittedIds(Duration.ofDays(8));
        assertThat(ids.mark(KEY)).isNull();

        ids.add(KEY);

        assertThat(ids.mark(KEY)).isEqualTo(Mark.DUPLICATE);
    }

    /** Otherwise it could remember a message that the store has forgotten and that therefore counts as new. */
    @Test
    void shouldKnowNothingWhenTheStoreDoesNotTellHowLongItKeepsMarks() {
        CommittedIds ids = new CommittedIds(Duration.ZERO);

        ids.add(KEY);

        assertThat(ids.mark(KEY)).isNull();
    }
}
