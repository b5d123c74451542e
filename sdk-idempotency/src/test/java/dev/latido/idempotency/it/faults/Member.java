package dev.latido.idempotency.it.faults;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One life of a consumer: what it runs, and how it ends. */
interface Member extends AutoCloseable {

    /** Ends it without a word to anybody. */
    @Override
    void close();

    /** What all members of a run have in common. */
    record Surroundings(String broker, String group, String filter, Backends backends, Effects effects) {}

    /** How long a claim lasts. */
    Duration LEASE = Duration.ofMillis(400);

    static Member start(Pattern pattern, Surroundings around, String clientId, Life life) {
        return pattern.byHand()
                ? new ByHand(pattern, around, clientId, life)
                : new OfLatido(pattern, around, clientId, life);
    }

    /** A subscriber of Latido's. */
    final class OfLatido implements Member {

        private final MqttConnection connection;
        private final Surroundings around;
        private final Life life;

        OfLatido(Pattern pattern, Surroundings around, String clientId, Life life) {
            this.around = around;
            this.life = life;
            this.connection = MqttConnection.builder()
                    .broker(around.broker())
                    .clientId(clientId)
                    .backoff(Backoff.between(Duration.ofMillis(20), Duration.ofMillis(200)))
                    .closeTimeout(Duration.ofMillis(200))
                    .withoutPresence("a test")
                    .start();
            IdempotentSubscriber.PayloadStep<Integer> payload = IdempotentSubscriber.builder(connection)
                    .group(around.group())
                    .filter(TopicFilter.of(around.filter()))
                    .sharedGroup(around.group())
                    .payload(Integer.class);
            options(pattern, payload)
                    .attempts(50)
                    .lease(LEASE)
                    .concurrency(4)
                    .backoff(Backoff.between(Duration.ofMillis(5), Duration.ofMillis(100)))
                    .deadLetters(letter -> {
                        throw new IllegalStateException("no message is hopeless here");
                    })
                    .closeTimeout(Duration.ofMillis(100))
                    .start();
        }

        private SubscriberOptions options(Pattern pattern, IdempotentSubscriber.PayloadStep<Integer> payload) {
            return switch (pattern) {
                case MEMORY ->
                    payload.seenStore(new MortalStore(MemorySeenStore.create(), life, around.effects()))
                            .handler(this::outside);
                case LEASE ->
                    payload.seenStore(new MortalStore(around.backends().inPostgres(), life, around.effects()))
                            .handler(this::outside);
                case TRANSACTION ->
                    payload.seenStore(new MortalDatabase(around.backends().inPostgres(), life, around.effects()))
                            .handler((message, transaction) -> inside(List.of(message), transaction));
                case BATCH ->
                    payload.seenStore(new MortalDatabase(around.backends().inPostgres(), life, around.effects()))
                            .batch(20, Duration.ofMillis(20), this::inside);
                case REDIS, REDIS_FLUSHED ->
                    payload.seenStore(new MortalStore(around.backends().inRedis(), life, around.effects()))
                            .handler(this::alone);
                default -> throw new IllegalArgumentException("by hand: " + pattern);
            };
        }

        private void outside(Message<Integer> message) {
            life.mayDie(FaultPoint.CRASH_AFTER_CLAIM);
            life.mayFail(LEASE);
            around.effects().outside(message.id());
            life.mayDie(FaultPoint.CRASH_AFTER_EFFECT);
        }

        private void alone(Message<Integer> message) throws SQLException {
            life.mayDie(FaultPoint.CRASH_AFTER_CLAIM);
            life.mayFail(LEASE);
            around.effects().alone(message.id());
            life.mayDie(FaultPoint.CRASH_AFTER_EFFECT);
        }

        private void inside(List<Message<Integer>> messages, Connection transaction) throws SQLException {
            life.mayDie(FaultPoint.CRASH_AFTER_CLAIM);
            life.mayFail(LEASE);
            for (Message<Integer> message : messages) {
                around.effects().inside(transaction, message.id());
            }
            life.mayDie(FaultPoint.CRASH_AFTER_EFFECT);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** What is written by hand: the HiveMQ client with manual acknowledgement and a table of ids. */
    final class ByHand implements Member {

        private final Pattern pattern;
        private final Surroundings around;
        private final Life life;
        private final Mqtt5AsyncClient client;
        private final ExecutorService threads = Executors.newFixedThreadPool(4);

        ByHand(Pattern pattern, Surroundings around, String clientId, Life life) {
            this.pattern = pattern;
            this.around = around;
            this.life = life;
            URI broker = URI.create(around.broker());
            this.client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier(clientId)
                    .serverHost(broker.getHost())
                    .serverPort(broker.getPort())
                    .addDisconnectedListener(context -> life.die())
                    .buildAsync();
            client.publishes(MqttGlobalPublishFilter.ALL, this::arrived, true);
            client.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(600)
                    .restrictions()
                    .receiveMaximum(256)
                    .applyRestrictions()
                    .send()
                    .thenCompose(connected -> client.subscribeWith()
                            .topicFilter("$share/" + around.group() + "/" + around.filter())
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .send())
                    .whenComplete((subscribed, failure) -> {
                        if (failure != null) {
                            life.die();
                        }
                    });
        }

        private void arrived(Mqtt5Publish publish) {
            if (threads.isShutdown()) {
                return;
            }
            threads.execute(() -> {
                try {
                    process(id(publish));
                    life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
                    publish.acknowledge();
                } catch (SQLException | RuntimeException | Life.Death e) {
                    // No acknowledgement: a new connection brings it again.
                    life.die();
                }
            });
        }

        private static String id(Mqtt5Publish publish) {
            String payload = new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
            int from = payload.indexOf("\"id\":\"") + 6;
            return payload.substring(from, payload.indexOf('"', from));
        }

        private void process(String id) throws SQLException {
            life.checkAlive();
            if (pattern == Pattern.MARK_THEN_WORK) {
                if (mark(id)) {
                    work(id);
                }
            } else if (!isMarked(id)) {
                work(id);
                mark(id);
            }
        }

        private void work(String id) {
            life.mayDie(FaultPoint.CRASH_AFTER_CLAIM);
            life.mayFail(LEASE);
            around.effects().outside(id);
            life.mayDie(FaultPoint.CRASH_AFTER_EFFECT);
        }

        private boolean mark(String id) throws SQLException {
            try (Connection connection = around.backends().database().getConnection();
                    PreparedStatement insert =
                            connection.prepareStatement("insert into seen_by_hand values (?) on conflict do nothing")) {
                insert.setString(1, around.group() + "/" + id);
                return insert.executeUpdate() == 1;
            }
        }

        private boolean isMarked(String id) throws SQLException {
            try (Connection connection = around.backends().database().getConnection();
                    PreparedStatement select = connection.prepareStatement("select 1 from seen_by_hand where id = ?")) {
                select.setString(1, around.group() + "/" + id);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        }

        @Override
        public void close() {
            threads.shutdownNow();
            try {
                client.disconnect().get(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // It was cut, or is being cut.
                return;
            }
        }
    }
}
