package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.IdempotentSubscriber;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Handlers that do not end: they are interrupted at the end of the patience, then abandoned; and the same at the close.
 */
class StuckHandlersTest extends WithSubscriber {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void releaseTheHandlers() {
        release.countDown();
    }

    private void hang() throws InterruptedException {
        begun.countDown();
        release.await();
    }

    private void hangInSpiteOfInterrupts() {
        begun.countDown();
        boolean open = true;
        while (open) {
            try {
                release.await();
                open = false;
            } catch (InterruptedException e) {
                // Ignored on purpose.
                open = release.getCount() > 0;
            }
        }
    }

    private void awaitBegun() {
        await().atMost(SOON).until(() -> begun.getCount() == 0);
    }

    @Test
    void shouldInterruptAHandlerWhenThePatienceIsOver() {
        start(onThreads(message -> {
                    if (message.value().equals("stuck")) {
                        hang();
                    }
                    handled.add(message.value());
                })
                .concurrency(1));
        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");
        link.deliver("a/2", "other");
        awaitBegun();

        time.pass(PATIENCE);

        awaitAcknowledged("stuck", "behind", "other");
        assertThat(handled).containsExactlyInAnyOrder("behind", "other");
        assertThat(link.published)
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.properties().get("latido-reason")).startsWith("InterruptedException"));
    }

    @Test
    void shouldLeaveAHandlerBehindThatDoesNotHeedTheInterrupt() {
        IdempotentSubscriber running = start(onThreads(message -> {
                    if (message.value().equals("stuck")) {
                        hangInSpiteOfInterrupts();
                    }
                    handled.add(message.value());
                })
                .concurrency(1));
        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");
        link.deliver("a/2", "other");
        awaitBegun();

        time.pass(PATIENCE);
        assertThat(link.acknowledged).isEmpty();
        time.pass(PATIENCE.dividedBy(4));

        awaitAcknowledged("stuck", "behind", "other");
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
        release.countDown();
        await().atMost(SOON).until(() -> handled.size() == 3);
        assertThat(running.statistics().handled())
                .as("the late end does not count")
                .isEqualTo(2);
        assertThat(running.statistics().deadLettered()).isEqualTo(1);
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldCancelAStageWhenThePatienceIsOver() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        start(builder()
                .seenStore(store)
                .asyncHandler(message -> message.value().equals("stuck") ? never : CompletableFuture.completedFuture(1))
                .executor(Runnable::run)
                .concurrency(1));
        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");

        time.pass(PATIENCE.minusNanos(1));
        assertThat(link.acknowledged).isEmpty();
        time.pass(Duration.ofSeconds(1));

        assertThat(link.acknowledged).containsExactly("stuck", "behind");
        assertThat(never).isCancelled();
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldRenewTheLeaseOfAHandlerThatTakesLong() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        start(builder()
                .seenStore(store)
                .asyncHandler(message -> stage)
                .executor(Runnable::run)
                .lease(Duration.ofMinutes(1))
                .patience(Duration.ofHours(1)));
        link.deliver("a/1", "x");

        time.pass(Duration.ofMinutes(30));
        assertThat(claim("x")).isInstanceOf(Claim.Busy.class);
        stage.complete(null);

        assertThat(link.acknowledged).containsExactly("x");
        assertThat(claim("x")).isEqualTo(new Claim.Done());
    }

    // --- at the close, which waits in real time ---

    @Test
    void shouldInterruptAndNotAcknowledgeWhatDoesNotFinishWhenClosed() {
        IdempotentSubscriber running =
                start(onThreads(message -> hang()).attempts(1).closeTimeout(Duration.ofMillis(100)));
        link.deliver("a/1", "x");
        awaitBegun();

        running.close();

        assertThat(link.acknowledged).isEmpty();
        assertThat(link.published).as("an interrupt at the end is no judgement").isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(claim("x")).isInstanceOf(Claim.Granted.class));
    }

    @Test
    void shouldGiveClaimsBackWhenHandlersDoNotHeedTheEnd() {
        CountDownLatch ended = new CountDownLatch(1);
        IdempotentSubscriber running = start(onThreads(message -> {
                    hangInSpiteOfInterrupts();
                    ended.countDown();
                })
                .closeTimeout(Duration.ofMillis(100)));
        link.deliver("a/1", "x");
        awaitBegun();

        running.close();

        assertThat(claim("x")).isInstanceOf(Claim.Granted.class);
        release.countDown();
        await().atMost(SOON).until(() -> ended.getCount() == 0);
        time.pass(PATIENCE.multipliedBy(2));
        assertThat(link.acknowledged).isEmpty();
    }
}
