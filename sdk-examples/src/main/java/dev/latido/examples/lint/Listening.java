package dev.latido.examples.lint;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.MqttConnection;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Subscribes to a broker for a limited time with QoS 0 and keeps the topics, not the messages. */
record Listening(MqttConnection.Builder broker, TopicFilter filter, Duration duration) {

    /** Maximum number of distinct topics, which bounds the memory. */
    static final int MAX_TOPICS = 200_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Returns the topics of all messages received, including retained ones, in alphabetical order. */
    Collection<String> topics() throws InterruptedException {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch full = new CountDownLatch(1);
        try (MqttConnection connection = connect()) {
            connection
                    .unwrap(Mqtt5AsyncClient.class)
                    .subscribeWith()
                    .topicFilter(filter.toString())
                    .qos(MqttQos.AT_MOST_ONCE)
                    .callback(publish -> {
                        if (seen.size() < MAX_TOPICS) {
                            seen.add(publish.getTopic().toString());
                        } else {
                            full.countDown();
                        }
                    })
                    .send()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            full.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LintProblem("the broker refused the subscription to " + filter, e);
        }
        if (seen.isEmpty()) {
            throw new LintProblem("no message received in " + duration.toMillis()
                    + " ms: check that a client publishes, and" + " that this user may read " + filter);
        }
        return new TreeSet<>(seen);
    }

    private MqttConnection connect() {
        return broker.sessionExpiry(Duration.ofSeconds(1))
                .connectTimeout(TIMEOUT)
                .withoutPresence("it only listens for a limited time")
                .connect();
    }
}
