package dev.latido.examples.lint;

import dev.latido.core.MqttConnection;
import dev.latido.topics.TopicFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listens to a broker for a while and keeps the topics, not the messages. QoS 0, so that it is no burden. */
record Listening(MqttConnection.Builder broker, TopicFilter filter, Duration duration) {

    /** Different topics that are kept: enough for a fleet, not for a mistake. */
    static final int MAX_TOPICS = 200_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The topics of all messages that came, retained ones too, in the order of their letters. */
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
            throw new LintProblem("the broker refuses the subscription to " + filter, e);
        }
        if (seen.isEmpty()) {
            throw new LintProblem("no message came in " + duration.toMillis() + " ms: does something publish, and may"
                    + " this user read " + filter + "?");
        }
        return new TreeSet<>(seen);
    }

    private MqttConnection connect() {
        return broker.sessionExpiry(Duration.ofSeconds(1))
                .connectTimeout(TIMEOUT)
                .withoutPresence("listens for a moment, is no device")
                .connect();
    }
}
