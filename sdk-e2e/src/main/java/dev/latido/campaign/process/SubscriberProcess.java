package dev.latido.campaign.process;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A subscriber of Latido whose effects are rows. It runs until it is killed. */
public final class SubscriberProcess {

    private static final Duration BATCH_WAITS = Duration.ofMillis(20);

    private final Arguments arguments;
    private final Voice voice = new Voice();
    private final CrashPoints points = new CrashPoints(voice);
    private final AtomicLong deadLetters = new AtomicLong();
    private final Effects effects;

    private SubscriberProcess(Arguments arguments) {
        this.arguments = arguments;
        this.effects = new Effects(arguments);
    }

    /** See {@link Arguments}. */
    public static void main(String[] arguments) {
        new SubscriberProcess(new Arguments(arguments)).run();
    }

    private void run() {
        MqttConnection connection = MqttConnection.builder()
                .broker(arguments.text("broker"))
                .clientId(arguments.text("client"))
                .backoff(Backoff.between(Duration.ofMillis(50), Duration.ofMillis(500)))
                .keepAlive(Duration.ofSeconds(2))
                .connectTimeout(Duration.ofSeconds(3))
                .receiveMaximum(arguments.number("receiveMaximum"))
                .withoutPresence("a campaign")
                .listener(change -> System.err.println(Instant.now() + " " + change))
                .start();
        IdempotentSubscriber.Builder builder = IdempotentSubscriber.builder(connection)
                .group(arguments.text("cell"))
                .filter(TopicFilter.of(arguments.text("topic") + "/#"));
        if (arguments.number("consumers") > 1) {
            builder.sharedGroup(arguments.text("cell"));
        }
        IdempotentSubscriber subscriber = handled(builder.payload(Integer.class))
                .attempts(1_000)
                .patience(Duration.ofMinutes(5))
                .lease(Duration.ofMillis(arguments.number("lease")))
                .concurrency(arguments.number("concurrency"))
                .backoff(Backoff.between(Duration.ofMillis(20), Duration.ofMillis(500)))
                .deadLetters(letter -> deadLetters.incrementAndGet())
                .start();
        voice.hear(this::command);
        voice.report(() -> counters(subscriber.statistics()));
        subscriber.subscribed().thenRun(() -> voice.say(Lines.READY));
        while (true) {
            LockSupport.park(this);
        }
    }

    private SubscriberOptions handled(IdempotentSubscriber.PayloadStep<Integer> payload) {
        return switch (arguments.text("store")) {
            case "memory" -> payload.seenStore(plain(MemorySeenStore::create)).handler(this::alone);
            case "redis" ->
                payload.seenStore(plain(() -> RedisSeenStore.of(arguments.text("redis"))))
                        .handler(this::alone);
            default -> {
                IdempotentSubscriber.TransactionalStep<Integer, Connection> step = payload.seenStore(
                        new PointedDatabase(persistently(() -> JdbcSeenStore.of(effects.database())), points));
                int batch = arguments.number("batch");
                yield batch > 1 ? step.batch(batch, BATCH_WAITS, this::all) : step.handler(this::inside);
            }
        };
    }

    private SeenStore plain(Supplier<? extends SeenStore> store) {
        return new PointedStore(persistently(store), points);
    }

    /** Retries, because the process may start while its store is down. */
    private static <S> S persistently(Supplier<S> store) {
        while (true) {
            try {
                return store.get();
            } catch (SeenStoreException e) {
                Voice.pause(Duration.ofMillis(100));
            }
        }
    }

    private void alone(Message<Integer> message) throws SQLException {
        int number = message.value();
        tellSlowCommit(number);
        effects.alone(number);
        points.reached(CrashPoint.AFTER_EFFECT);
    }

    private void all(List<Message<Integer>> messages, Connection transaction) throws SQLException {
        for (Message<Integer> message : messages) {
            inside(message, transaction);
        }
    }

    private void inside(Message<Integer> message, Connection transaction) throws SQLException {
        int number = message.value();
        effects.inside(transaction, number);
        points.reached(CrashPoint.AFTER_EFFECT);
        tellSlowCommit(number);
    }

    private void tellSlowCommit(int number) {
        if (number % CrashPoint.SLOW_COMMIT_EVERY == 0) {
            points.reached(CrashPoint.IN_COMMIT);
        }
    }

    private void command(String line) {
        if (line.startsWith(Lines.ARM)) {
            points.arm(CrashPoint.of(line.substring(Lines.ARM.length())));
        } else if (line.equals(Lines.DISARM)) {
            points.disarm();
        }
    }

    private String counters(SubscriberStatistics now) {
        return String.join(
                " ",
                List.of(
                        "delivered=" + now.delivered(),
                        "handled=" + now.handled(),
                        "duplicates=" + now.duplicates(),
                        "waiting=" + now.waiting(),
                        "dead=" + deadLetters));
    }
}
