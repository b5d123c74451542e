package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages whose handlers fail: pauses, attempts, patience, and the dead letter at the end. */
class RetriesTest extends WithSubscriber {

    @Test
    void shouldRetryWhileOthersGoOn() {
        AtomicInteger failures = new AtomicInteger();
        start(handling(message -> {
            if (message.value().equals("bad") && failures.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            handled.add(message.value());
        }));

        link.deliver("a/1", "bad");
        link.deliver("a/2", "good");
        link.deliver("a/1", "behind");
        assertThat(link.acknowledged).containsExactly("good");

        time.pass(LONGEST_PAUSE.multipliedBy(3));

        assertThat(link.acknowledged).containsExactly("good", "bad", "behind");
        assertThat(handled).containsExactly("good", "bad", "behind");
    }

    @Test
    void shouldPauseTwiceAsLongAfterEachFailure() {
        AtomicInteger attempts = new AtomicInteger();
        start(handling(message -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("not yet");
        }));
        link.deliver("a/1", "bad");

        for (int pause = 1; pause <= 4; pause++) {
            Duration half = Duration.ofMillis(100L << (pause - 1));
            time.pass(half.minusNanos(1));
            assertThat(attempts).hasValue(pause);
            time.pass(Duration.ofNanos(1));
            assertThat(attempts).hasValue(pause + 1);
        }
        assertThat(link.acknowledged).isEmpty();
    }

    @Test
    void shouldRetryForAboutAMinuteByDefault() {
        start(handling(message -> {
            throw new IllegalStateException("not yet");
        }));
        link.deliver("a/1", "bad");

        time.pass(Duration.ofSeconds(50));
        assertThat(link.acknowledged).isEmpty();

        time.pass(Duration.ofSeconds(11));
        assertThat(link.acknowledged).containsExactly("bad");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldMakeADeadLetterWhenTheAttemptsAreUsedUp() {
        IdempotentSubscriber running = start(handling(message -> {
                    throw new IllegalStateException("never");
                })
                .attempts(3));

        link.deliver("a/1", "bad");
        time.pass(LONGEST_PAUSE.multipliedBy(2));

        assertThat(link.acknowledged).containsExactly("bad");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).hasToString("latido/v1/evt/dead-letter/billing");
            assertThat(letter.payload()).isEqualTo("{\"id\":\"bad\",\"v\":\"bad\"}");
            assertThat(letter.properties())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "latido-topic", "a/1",
                            "latido-group", "billing",
                            "latido-id", "bad",
                            "latido-reason", "IllegalStateException: never",
                            "latido-attempts", "3"));
        });
        assertThat(claim("bad")).isEqualTo(new Claim.Dead());
        assertThat(running.statistics().failures()).isEqualTo(2);
        assertThat(running.statistics().deadLettered()).isEqualTo(1);
    }

    @Test
    void shouldEndTheRetriesWhenThePatienceIsOver() {
        start(handling(message -> {
                    throw new IllegalStateException("never");
                })
                .attempts(1_000_000)
                .patience(Duration.ofSeconds(20)));

        link.deliver("a/1", "bad");
        time.pass(Duration.ofSeconds(20));

        assertThat(link.acknowledged).containsExactly("bad");
        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.properties().get("latido-reason"))
                        .endsWith("the patience of 20000 ms is over"));
        assertThat(claim("bad")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldTellListenersAndSurviveThem() {
        List<String> news = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        start(handling(message -> {
                    if (message.value().equals("bad")) {
                        throw new PermanentFailure("no");
                    }
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    time.clock().advance(Duration.ofMillis(30));
                })
                .listener(new SubscriberListener() {})
                .listener(new SubscriberListener() {
                    @Override
                    public void handled(Message<?> message, Duration took) {
                        news.add("handled " + message.id() + " in " + took);
                        throw new IllegalStateException("a listener's bug");
                    }

                    @Override
                    public void duplicate(Message<?> message) {
                        news.add("duplicate " + message.id());
                    }

                    @Override
                    public void failed(Message<?> message, Throwable cause, Duration pause) {
                        news.add("failed " + message.id() + " " + message.attempt() + " " + cause.getMessage() + " "
                                + pause);
                    }

                    @Override
                    public void deadLettered(DeadLetter letter) {
                        news.add("dead " + letter.id().orElse("none"));
                    }
                }));

        link.deliver("a/1", "x");
        link.deliver("a/1", "x");
        link.deliver("a/1", "bad");
        time.pass(LONGEST_PAUSE);

        assertThat(link.acknowledged).containsExactly("x", "x", "bad");
        assertThat(news)
                .containsExactly("failed x 1 not yet PT0.1S", "handled x in PT0.03S", "duplicate x", "dead bad");
    }

    // --- asynchronous handlers ---

    @Test
    void shouldRetryAndGiveUpWhenStagesFail() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<String> open = new CompletableFuture<>();
        start(builder()
                .seenStore(store)
                .asyncHandler(message -> switch (message.value()) {
                    case "throws" -> throw new PermanentFailure("at once");
                    case "fails" -> open.thenApply(String::length);
                    default ->
                        calls.incrementAndGet() < 3
                                ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                                : CompletableFuture.completedFuture(null);
                })
                .executor(Runnable::run));

        link.deliver("a/1", "throws");
        link.deliver("a/2", "fails");
        link.deliver("a/3", "recovers");
        time.pass(LONGEST_PAUSE.multipliedBy(2));
        assertThat(link.acknowledged).containsExactly("throws", "recovers");

        open.completeExceptionally(new PermanentFailure("later"));

        assertThat(link.acknowledged).containsExactly("throws", "recovers", "fails");
        assertThat(calls).hasValue(3);
        assertThat(link.published)
                .extracting(letter -> letter.properties().get("latido-reason"))
                .containsExactly("PermanentFailure: at once", "PermanentFailure: later");
    }

    @Test
    void shouldCountAsAFailureWhenTheHandlerReturnsNoStage() {
        start(builder()
                .seenStore(store)
                .asyncHandler(message -> nothing())
                .executor(Runnable::run)
                .attempts(1));

        link.deliver("a/1", "x");

        assertThat(link.acknowledged).containsExactly("x");
        assertThat(link.published).hasSize(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
