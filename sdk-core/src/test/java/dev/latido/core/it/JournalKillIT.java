package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.JournalOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.OutboxMessage;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes killed with SIGKILL at random moments: what they said was stored is delivered after a restart. */
class JournalKillIT {

    private static final boolean PROOF = Boolean.getBoolean("latido.proof");
    private static final int ROUNDS = PROOF ? 30 : 4;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void shouldDeliverWhatWasStoredWhenThePublishersProcessIsKilled() throws Exception {
        Set<String> stored = ConcurrentHashMap.newKeySet();
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                MqttProbe probe = MqttProbe.on(broker, "acme/v1/evt/#")) {
            String nowhere = "mqtt://127.0.0.1:" + closedPort();
            for (int round = 1; round <= ROUNDS; round++) {
                boolean offline = round % 3 == 2;
                int before = stored.size();
                try (ChildJvm child = ChildJvm.journal(
                        line -> note(line, stored),
                        "publish",
                        directory.toString(),
                        offline ? nowhere : broker.uri(),
                        "gw-kill")) {
                    int enough = before + 1 + random.nextInt(PROOF ? 5_000 : 1_500);
                    await().atMost(LONG).until(() -> stored.size() >= enough || !child.isAlive());
                    assertThat(child.isAlive())
                            .as("round %d of seed %d: the child runs", round, seed)
                            .isTrue();
                    child.kill();
                }
            }

            deliverTheRest(broker);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(missing(stored, ids(probe)))
                            .as("lost, seed %d", seed)
                            .isEmpty());
            check(probe, stored);
        }
    }

    private static void note(String line, Set<String> stored) {
        if (line.startsWith(JournalProcess.STORED)) {
            stored.add(line.substring(JournalProcess.STORED.length()));
        }
    }

    private void deliverTheRest(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-kill").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .outbox(JournalOutbox.at(directory))
                        .build()) {
            await().atMost(LONG).until(() -> publisher.backlog().messages() == 0);
        }
    }

    /** AssertJ compares each with each. */
    private static <T> Set<T> missing(Set<T> expected, Set<T> found) {
        Set<T> missing = new HashSet<>(expected);
        missing.removeAll(found);
        return missing;
    }

    private static Set<String> ids(MqttProbe probe) {
        Set<String> ids = new HashSet<>();
        probe.messages().forEach(message -> ids.add(message.id().orElseThrow()));
        return ids;
    }

    private void check(MqttProbe probe, Set<String> stored) {
        assertThat(probe.trouble()).isEmpty();
        List<ProbedMessage> messages = probe.messages();
        Map<String, String> payloads = new HashMap<>();
        for (ProbedMessage message : messages) {
            String first = payloads.putIfAbsent(message.id().orElseThrow(), message.text());
            assertThat(first == null || first.equals(message.text()))
                    .as("seed %d: %s is sent again as it was", seed, message)
                    .isTrue();
        }
        System.out.printf(
                "killed publisher: %d rounds, %d stored, %d delivered, %d duplicates, 0 lost%n",
                ROUNDS, stored.size(), payloads.size(), messages.size() - payloads.size());
    }

    @Test
    void shouldKeepWhatWasStoredWhenTheProcessIsKilledAtFullSpeed() throws Exception {
        Set<Long> expected = new HashSet<>();
        long total = 0;
        long left = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            Set<Long> stored = ConcurrentHashMap.newKeySet();
            try (ChildJvm child = ChildJvm.journal(
                    line -> {
                        if (line.startsWith(JournalProcess.STORED)) {
                            stored.add(Long.parseLong(line.substring(JournalProcess.STORED.length())));
                        }
                    },
                    "append",
                    directory.toString())) {
                int enough = 1 + random.nextInt(30_000);
                await().atMost(LONG).until(() -> stored.size() >= enough || !child.isAlive());
                assertThat(child.isAlive())
                        .as("round %d of seed %d", round, seed)
                        .isTrue();
                child.kill();
            }
            total += stored.size();
            stored.stream().filter(sequence -> sequence % 3 != 0).forEach(expected::add);

            Set<Long> found = found(round % 4 == 0);
            assertThat(missing(expected, found))
                    .as("lost, round %d of seed %d", round, seed)
                    .isEmpty();
            left = found.size();
            if (round % 4 == 0) {
                expected.clear();
            }
        }
        System.out.printf(
                "killed at full speed: %d rounds, %d stored, 0 lost, %d in the last journal%n", ROUNDS, total, left);
    }

    private Set<Long> found(boolean removing) {
        Set<Long> found = new HashSet<>();
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            for (OutboxMessage message = outbox.next(); message != null; message = outbox.next()) {
                OutboxMessage original = JournalProcess.message(message.sequence());
                assertThat(message).isEqualTo(original);
                assertThat(Arrays.equals(message.payload(), original.payload()))
                        .as("payload of %s", message)
                        .isTrue();
                assertThat(found.add(message.sequence()))
                        .as("%s comes once", message)
                        .isTrue();
                if (removing) {
                    outbox.remove(message);
                }
            }
        }
        return found;
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
