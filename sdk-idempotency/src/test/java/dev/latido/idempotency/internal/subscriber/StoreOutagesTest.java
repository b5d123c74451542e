package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are held because the seen-store, or the place for dead letters, is down. */
class StoreOutagesTest extends WithSubscriber {

    @Test
    void shouldHoldMessagesWhileTheStoreIsDown() {
        List<String> news = new ArrayList<>();
        start(handling(message -> handled.add(message.value())).listener(new SubscriberListener() {
            @Override
            public void storeFailed(Throwable cause) {
                news.add("down");
            }

            @Override
            public void storeRecovered() {
                news.add("up");
            }
        }));
        store.breakDown("claim");

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");
        time.pass(LONGEST_PAUSE.multipliedBy(10));

        assertThat(news).containsExactly("down");
        assertThat(link.acknowledged).isEmpty();
        store.mend();
        time.pass(LONGEST_PAUSE);
        assertThat(link.acknowledged).containsExactlyInAnyOrder("x", "y");
        assertThat(news).containsExactly("down", "up");
    }

    @Test
    void shouldNotCountAnOutageAgainstTheAttemptsOrThePatience() {
        IdempotentSubscriber running =
                start(handling(message -> handled.add(message.value())).attempts(1));
        store.breakDown("claim");
        link.deliver("a/1", "x");
        time.pass(IdempotentSubscriber.DEFAULT_PATIENCE.multipliedBy(100));

        store.mend();
        time.pass(LONGEST_PAUSE);

        assertThat(handled).containsExactly("x");
        assertThat(running.statistics().failures()).isZero();
    }

    @Test
    void shouldNotHandleAgainWhatTheStoreDidNotAnswer() {
        start(handling(message -> handled.add(message.value())));
        store.breakDown("commit");
        link.deliver("a/1", "x");
        assertThat(link.acknowledged).isEmpty();

        store.mend();
        time.pass(LONGEST_PAUSE);

        assertThat(link.acknowledged).containsExactly("x");
        assertThat(handled).containsExactly("x");
    }

    @Test
    void shouldHoldWhatCannotBecomeADeadLetter() {
        List<DeadLetter> refused = new ArrayList<>();
        start(handling(message -> {
                    throw new PermanentFailure("no");
                })
                .listener(new SubscriberListener() {
                    @Override
                    public void deadLetterRefused(DeadLetter letter, Throwable cause) {
                        refused.add(letter);
                    }
                }));
        link.refuse(new IllegalStateException("not authorised"));

        link.deliver("a/1", "bad");
        assertThat(refused).hasSize(1);
        time.pass(LONGEST_PAUSE.multipliedBy(2));

        assertThat(refused).as("told with every attempt").hasSizeGreaterThan(5);
        assertThat(link.acknowledged).isEmpty();
        link.refuse(null);
        time.pass(LONGEST_PAUSE);
        assertThat(link.acknowledged).containsExactly("bad");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldHandDeadLettersToTheUsersHandler() {
        List<DeadLetter> letters = new ArrayList<>();
        List<DeadLetter> calls = new ArrayList<>();
        start(handling(message -> {
                    throw new PermanentFailure("no");
                })
                .deadLetters(letter -> {
                    calls.add(letter);
                    if (calls.size() == 1) {
                        throw new IllegalStateException("the ticket system is down");
                    }
                    letters.add(letter);
                }));

        link.deliver("a/1", "bad");
        link.deliverRaw("a/2", "garbage", "no JSON");
        assertThat(link.acknowledged).containsExactly("garbage");
        time.pass(LONGEST_PAUSE);

        assertThat(link.acknowledged).containsExactly("garbage", "bad");
        assertThat(letters).hasSize(2);
        assertThat(letters).anySatisfy(letter -> {
            assertThat(letter.id()).contains("bad");
            assertThat(letter.reason()).isEqualTo("PermanentFailure: no");
            assertThat(letter).hasToString("DeadLetter[bad on a/1 after 1: PermanentFailure: no]");
        });
        assertThat(link.published).isEmpty();
    }
}
