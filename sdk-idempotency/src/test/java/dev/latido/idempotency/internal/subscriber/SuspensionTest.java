package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latido.core.internal.link.UnacknowledgedException;
import dev.latido.core.it.Logged;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Messages that fail although they are not at fault: the group is suspended, and none becomes a dead letter. */
class SuspensionTest extends WithSubscriber {

    private static final int MESSAGES = 400;
    private static final Duration LONG = Duration.ofHours(3);

    private final List<String> news = new CopyOnWriteArrayList<>();
    private final List<Long> tries = new ArrayList<>();
    private volatile boolean broken = true;

    private final SubscriberListener listener = new SubscriberListener() {
        @Override
        public void suspended(Throwable cause) {
            news.add("suspended: " + cause.getMessage());
        }

        @Override
        public void resumed() {
            news.add("resumed");
        }

        @Override
        public void deadLettered(DeadLetter letter) {
            news.add("dead: " + letter.reason());
        }
    };

    private void insert(Message<?> message) throws SQLException {
        tries.add(time.clock().nanoTime());
        if (broken) {
            throw new SQLException("relation \"t" + message.id() + "\" does not exist", "42P01");
        }
        handled.add(message.id());
    }

    private IdempotentSubscriber running(SubscriberOptions options) {
        return start(options.listener(listener));
    }

    private void deliver(int messages, int topics) {
        for (int i = 0; i < messages; i++) {
            link.deliver("a/" + i % topics, "m" + i);
        }
    }

    /** Returns a list of what is logged from now on, with exceptions. */
    private static ListAppender<ILoggingEvent> events() {
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        ((Logger) LoggerFactory.getLogger(IdempotentSubscriber.class)).addAppender(events);
        return events;
    }

    private void assertAllHandledOnce(IdempotentSubscriber running, int messages) {
        assertThat(handled).hasSize(messages).doesNotHaveDuplicates();
        assertThat(link.acknowledged).hasSize(messages);
        assertThat(link.published).isEmpty();
        assertThat(running.statistics().deadLettered()).isZero();
        assertThat(running.statistics().waiting()).isZero();
    }

    @Test
    void shouldGiveNothingUpWhileATableIsMissing() {
        IdempotentSubscriber running = running(handling(this::insert));

        deliver(MESSAGES, 100);
        time.pass(Duration.ofSeconds(45));

        assertThat(news).singleElement().asString().startsWith("suspended: relation");
        assertThat(running.isSuspended()).isTrue();
        assertThat(running.statistics().suspensions()).isEqualTo(1);
        broken = false;
        time.pass(Duration.ofMinutes(2));
        assertAllHandledOnce(running, MESSAGES);
        assertThat(running.isSuspended()).isFalse();
        assertThat(news).hasSize(2).last().isEqualTo("resumed");
    }

    @Test
    void shouldGiveNothingUpHoweverLongItTakes() {
        IdempotentSubscriber running = running(handling(this::insert).attempts(2));

        deliver(MESSAGES, 100);
        time.pass(LONG);
        broken = false;
        time.pass(Duration.ofMinutes(2));

        assertAllHandledOnce(running, MESSAGES);
    }

    @Test
    void shouldGiveNothingUpWhenTheAttemptThatSuspendsIsTheLast() {
        IdempotentSubscriber running =
                running(handling(this::insert).attempts(1).suspendAfter(2));

        deliver(20, 20);
        time.pass(LONG);
        broken = false;
        time.pass(Duration.ofMinutes(2));

        assertThat(running.statistics().deadLettered())
                .as("before the suspension")
                .isEqualTo(1);
        assertThat(handled).hasSize(19);
    }

    @Test
    void shouldTryOneMessageAtATimeAfterGrowingPauses() {
        running(handling(this::insert));
        deliver(MESSAGES, 100);
        time.pass(Duration.ofMinutes(1));
        tries.clear();

        time.pass(LONG);

        assertThat(tries).hasSizeLessThan(400).hasSizeGreaterThan(300);
        for (int i = 1; i < tries.size(); i++) {
            assertThat(tries.get(i) - tries.get(i - 1))
                    .as("pause %d", i)
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(8).toNanos());
        }
    }

    @Test
    void shouldTryTheMessagesInTurn() {
        Set<String> tried = new HashSet<>();
        running(handling(message -> {
            tried.add(message.id());
            if (!message.id().equals("good")) {
                throw new IllegalStateException("at fault " + message.id());
            }
            handled.add(message.id());
        }));
        deliver(20, 20);
        assertThat(news).hasSize(1);
        link.deliver("b/1", "good");

        time.pass(LONG);

        assertThat(tried).hasSizeGreaterThan(1);
        assertThat(handled).as("a message behind those that fail").containsExactly("good");
        assertThat(news).contains("resumed");
    }

    /** The time that a message waits in a suspended group is not taken from its patience. */
    @Test
    void shouldLeaveEachMessageItsPatienceWhenTheGroupResumes() {
        Set<String> failedSince = new HashSet<>();
        IdempotentSubscriber running = running(handling(message -> {
            if (broken && message.id().equals("sound")) {
                throw new SQLException("deadlock", "40001");
            }
            if (!broken && message.id().equals("sound") && failedSince.add("sound")) {
                throw new IllegalStateException("once");
            }
            insert(message);
        }));
        link.deliver("b/1", "sound");
        deliver(20, 20);
        time.pass(LONG.multipliedBy(10));
        broken = false;

        time.pass(Duration.ofMinutes(2));

        assertThat(failedSince).hasSize(1);
        assertAllHandledOnce(running, 21);
    }

    @Test
    void shouldStillGiveUpManyMessagesAtFaultAmongGoodOnes() {
        IdempotentSubscriber running = running(handling(message -> {
            if (message.id().startsWith("m")) {
                throw new IllegalStateException("at fault " + message.id());
            }
            handled.add(message.id());
        }));
        deliver(20, 20);
        for (int i = 0; i < 500; i++) {
            link.deliver("b/1", "good" + i);
            time.pass(Duration.ofSeconds(7));
        }

        assertThat(handled).hasSize(500);
        assertThat(running.statistics().deadLettered()).isGreaterThanOrEqualTo(11);
    }

    /** A service that comes and goes: messages that had failed are handled in between, so they are not at fault. */
    @Test
    void shouldSuspendAsBeforeWhenTheFailureComesBackAndMessagesThatHadFailedWereHandled() {
        IdempotentSubscriber running = running(handling(this::insert));
        int delivered = 0;
        for (int outage = 1; outage <= 4; outage++) {
            broken = true;
            for (int i = 0; i < 12; i++) {
                link.deliver("a/" + delivered, "m" + delivered++);
            }
            assertThat(running.statistics().suspensions()).isEqualTo(outage);
            broken = false;
            time.pass(Duration.ofSeconds(90));
        }
        assertAllHandledOnce(running, delivered);
    }

    @Test
    void shouldStillGiveUpOneMessageAmongGoodOnes() {
        IdempotentSubscriber running = running(handling(message -> {
            if (message.id().equals("bad")) {
                throw new IllegalStateException("at fault");
            }
            handled.add(message.id());
        }));

        link.deliver("a/bad", "bad");
        for (int i = 0; i < 100; i++) {
            link.deliver("a/" + i, "good" + i);
            time.pass(Duration.ofSeconds(1));
        }

        assertThat(news).containsExactly("dead: IllegalStateException: at fault; the patience of 60000 ms is over");
        assertThat(running.statistics().deadLettered()).isEqualTo(1);
        assertThat(handled).hasSize(100);
    }

    @Test
    void shouldNotSuspendWhenOneSucceedsInBetween() {
        int[] count = {0};
        running(handling(message -> {
            if (count[0]++ % 9 != 0) {
                throw new IllegalStateException("now and then");
            }
        }));

        deliver(200, 200);
        time.pass(Duration.ofMinutes(5));

        assertThat(news).noneMatch(one -> one.startsWith("suspended"));
    }

    @Test
    void shouldNotSuspendWhenTheHandlerSaysThatMessagesAreAtFault() {
        running(handling(message -> {
            throw new PermanentFailure("no");
        }));

        deliver(50, 50);

        assertThat(link.acknowledged).hasSize(50);
        assertThat(news).hasSize(50).allMatch(one -> one.startsWith("dead"));
    }

    @Test
    void shouldSuspendWhenNoMessageCanBeRead() {
        IdempotentSubscriber running = running(handling(message -> handled.add(message.id())));

        for (int i = 0; i < 50; i++) {
            link.deliverRaw("a/" + i, "garbage" + i, "no JSON " + i);
        }
        time.pass(Duration.ofMinutes(5));

        assertThat(running.isSuspended()).isTrue();
        assertThat(running.statistics().deadLettered()).isEqualTo(9);
        link.deliver("b/1", "good");
        time.pass(LONG);
        assertThat(handled).containsExactly("good");
    }

    @Test
    void shouldKeepTheOrderOfATopicThroughASuspension() {
        IdempotentSubscriber running = running(handling(this::insert).suspendAfter(5));

        deliver(60, 6);
        time.pass(LONG);
        broken = false;
        time.pass(Duration.ofMinutes(2));

        assertAllHandledOnce(running, 60);
        for (int topic = 0; topic < 6; topic++) {
            int own = topic;
            assertThat(handled.stream()
                            .map(id -> Integer.parseInt(id.substring(1)))
                            .filter(number -> number % 6 == own))
                    .isSorted();
        }
    }

    @Test
    void shouldSuspendAsynchronousHandlers() {
        IdempotentSubscriber running = running(builder()
                .seenStore(store)
                .asyncHandler(message -> {
                    if (broken) {
                        return CompletableFuture.failedFuture(new IllegalStateException("HTTP 503"));
                    }
                    handled.add(message.id());
                    return CompletableFuture.completedFuture(null);
                })
                .executor(Runnable::run));

        deliver(30, 15);
        time.pass(LONG);
        assertThat(running.isSuspended()).isTrue();
        broken = false;
        time.pass(Duration.ofMinutes(2));

        assertAllHandledOnce(running, 30);
    }

    @Test
    void shouldResumeAfterAReconnect() {
        IdempotentSubscriber running = running(handling(this::insert));
        deliver(100, 100);
        time.pass(Duration.ofMinutes(1));
        link.reconnect();
        deliver(100, 100);
        time.pass(Duration.ofMinutes(10));

        broken = false;
        time.pass(Duration.ofMinutes(3));

        assertThat(handled).hasSize(100).doesNotHaveDuplicates();
        assertThat(running.statistics().waiting()).isZero();
        assertThat(running.statistics().deadLettered()).isZero();
    }

    @Test
    void shouldKeepNoCopiesOfEndedConnections() {
        IdempotentSubscriber running = running(handling(this::insert));
        for (int session = 0; session < 50; session++) {
            deliver(100, 50);
            link.reconnect();
        }

        assertThat(running.statistics().waiting())
                .as("one in work and two that wait, of each topic")
                .isLessThan(151);
    }

    @Test
    void shouldSayOnceWhatIsWrongWithTheStackTrace() {
        try (Logged log = Logged.by(IdempotentSubscriber.class, Level.INFO)) {
            ListAppender<ILoggingEvent> events = events();
            running(handling(this::insert));
            deliver(100, 100);
            time.pass(Duration.ofMinutes(9));
            broken = false;
            time.pass(Duration.ofMinutes(2));

            assertThat(events.list)
                    .filteredOn(event -> event.getLevel() == Level.WARN)
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getFormattedMessage())
                                .contains("10 different messages failed in the same way", "does not exist");
                        assertThat(event.getThrowableProxy().getClassName()).contains("SQLException");
                    });
            assertThat(log.messages(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("billing: a message was handled; the group resumes after ");
        }
    }

    @Test
    void shouldSayOnceThatNoClientKeepsDeadLetters() {
        try (Logged log = Logged.by(IdempotentSubscriber.class, Level.INFO)) {
            ListAppender<ILoggingEvent> events = events();
            running(handling(message -> {
                throw new PermanentFailure("no", new IOException("the cause"));
            }));
            link.answer(0x10);
            deliver(5, 5);
            time.pass(Duration.ofMinutes(10));

            assertThat(log.messages(Level.WARN))
                    .filteredOn(text -> text.contains("no client has subscribed to latido/v1/evt/dead-letter/billing"))
                    .singleElement()
                    .asString()
                    .contains("subscribe a client with a persistent session");
            assertThat(events.list)
                    .filteredOn(event -> event.getFormattedMessage().contains("becomes a dead letter"))
                    .hasSize(5)
                    .allSatisfy(event -> {
                        assertThat(event.getFormattedMessage()).endsWith("no; caused by IOException: the cause");
                        assertThat(event.getThrowableProxy().getCause().getMessage())
                                .isEqualTo("the cause");
                    });
        }
    }

    @Test
    void shouldNameTopicAndPermissionWhenADeadLetterIsRefused() {
        List<String> refusals = new ArrayList<>();
        running(handling(message -> {
                    throw new PermanentFailure("no");
                })
                .listener(new SubscriberListener() {
                    @Override
                    public void deadLetterRefused(DeadLetter letter, Throwable cause) {
                        refusals.add(cause.getMessage());
                    }
                }));
        link.refuseWith(new UnacknowledgedException(
                UnacknowledgedException.Kind.REFUSED, new IOException("PUBACK: NOT_AUTHORIZED")));

        deliver(1, 1);

        assertThat(refusals)
                .containsExactly("the broker refuses dead letters on latido/v1/evt/dead-letter/billing (PUBACK:"
                        + " NOT_AUTHORIZED); grant this client the permission to publish on"
                        + " latido/v1/evt/dead-letter/billing, or use deadLetters(…)");
    }

    @Test
    void shouldTryNothingWhilePausedAndAfterTheClose() {
        IdempotentSubscriber running = running(handling(this::insert));
        deliver(100, 100);
        running.pause();
        tries.clear();
        time.pass(Duration.ofMinutes(10));
        assertThat(tries).isEmpty();

        running.resume();
        time.pass(Duration.ofMinutes(10));
        assertThat(tries).isNotEmpty();

        running.close();
        tries.clear();
        time.pass(Duration.ofMinutes(10));
        assertThat(tries).isEmpty();
        assertThat(news).hasSize(1);
    }

    @Test
    void shouldHoldMessagesWhenNoClientKeepsDeadLetters() {
        IdempotentSubscriber running = running(handling(message -> {
            if (message.id().startsWith("bad")) {
                throw new PermanentFailure("no");
            }
            handled.add(message.id());
        }));
        link.answer(0x10);

        link.deliver("a/1", "bad1");
        link.deliver("a/2", "bad2");
        link.deliver("a/3", "good");
        time.pass(Duration.ofMinutes(10));

        assertThat(link.acknowledged).containsExactly("good");
        assertThat(running.isSuspended()).isTrue();
        assertThat(running.statistics().deadLettered()).isZero();
        assertThat(news).singleElement().asString().contains("no client has subscribed", "persistent session");
        link.answer(0);
        time.pass(Duration.ofMinutes(1));
        assertThat(link.acknowledged).containsExactlyInAnyOrder("good", "bad1", "bad2");
        assertThat(running.isSuspended()).isFalse();
        assertThat(news).contains("resumed", "dead: PermanentFailure: no");
    }
}
