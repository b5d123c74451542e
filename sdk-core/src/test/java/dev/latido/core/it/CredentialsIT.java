package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.Credentials;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.testkit.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials from a supplier: fresh for each attempt, and whatever the supplier does. */
class CredentialsIT {

    private static final List<String> seen = new CopyOnWriteArrayList<>();
    private static final Set<String> valid = ConcurrentHashMap.newKeySet();

    private static EmbeddedBroker broker;

    private Logged log;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.builder()
                .authenticator((clientId, username, password) -> {
                    seen.add(username + "/" + password);
                    return password != null && valid.contains(password);
                })
                .start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void listen() {
        seen.clear();
        valid.clear();
        log = Logged.by(MqttConnection.class, Level.WARN);
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    private static Credentials token(String token) {
        return Credentials.of("gw-1", token.toCharArray());
    }

    private static MqttConnection.Builder client(Supplier<Credentials> supplier) {
        return Fleet.service(broker.uri(), "gw-1").credentials(supplier);
    }

    @Test
    void shouldAskForATokenBeforeEveryAttempt() {
        AtomicInteger number = new AtomicInteger();
        List<String> threads = new CopyOnWriteArrayList<>();
        valid.addAll(Set.of("token-1", "token-2"));
        try (MqttConnection connection = client(() -> {
                    threads.add(Thread.currentThread().getName());
                    return token("token-" + number.incrementAndGet());
                })
                .connect()) {

            broker.disconnectClient("gw-1", true);

            await().atMost(SOON).until(() -> seen.size() == 2 && connection.state() == ConnectionState.CONNECTED);
            assertThat(seen).containsExactly("gw-1/token-1", "gw-1/token-2");
            assertThat(threads).hasSize(2).allSatisfy(name -> assertThat(name).startsWith("latido-supplier-"));
        }
    }

    @Test
    void shouldTakeTheSameCredentialsAgain() {
        Credentials credentials = token("token");
        valid.add("token");
        try (MqttConnection connection = client(() -> credentials).connect()) {
            broker.disconnectClient("gw-1", true);

            await().atMost(SOON).until(() -> seen.size() == 2 && connection.state() == ConnectionState.CONNECTED);
            assertThat(credentials.isDestroyed()).isFalse();
        }
    }

    @Test
    void shouldTryAgainWhenTheSupplierThrowsOrGivesNothing() {
        AtomicInteger calls = new AtomicInteger();
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        valid.add("token");
        try (MqttConnection connection = client(() -> switch (calls.incrementAndGet()) {
                    case 1 -> throw new IllegalStateException("the token server is down");
                    case 2 -> null;
                    case 3 -> throw new AssertionError("an Error");
                    default -> token("token");
                })
                .listener(changes::add)
                .connect()) {

            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            await().atMost(SOON).until(() -> changes.size() == 4);
            assertThat(changes.get(0).cause().orElseThrow())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining("supplier")
                    .hasMessageContaining("the token server is down");
            assertThat(changes.get(1).cause().orElseThrow()).hasMessageContaining("returned null");
            assertThat(changes.get(2).cause().orElseThrow()).hasMessageContaining("an Error");
            assertThat(log.messages(Level.WARN)).hasSize(3);
        }
    }

    @Test
    void shouldGiveUpOnASupplierThatDoesNotReturnAndNotCallItTwiceAtATime() {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        valid.add("late");
        try (MqttConnection connection = client(() -> {
                    calls.incrementAndGet();
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                        }
                    }
                    return token("late");
                })
                .connectTimeout(Duration.ofMillis(300))
                .listener(changes::add)
                .start()) {

            await().atMost(SOON).until(() -> changes.size() >= 3);
            assertThat(List.copyOf(changes).subList(0, 3))
                    .allSatisfy(change -> assertThat(change.cause().orElseThrow())
                            .hasMessageContaining("has not returned within 270 ms"));
            assertThat(calls).hasValue(1);
            assertThat(interrupted).hasValue(1);

            release.countDown();

            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void shouldAskARefusingBrokerAtTheCapOnlyWithASupplierToo() {
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        Duration cap = Duration.ofMinutes(7);
        try (MqttConnection refused = client(() -> token("wrong"))
                .backoff(Backoff.between(Duration.ofMillis(20), cap))
                .listener(changes::add)
                .start()) {

            await().atMost(SOON).until(() -> !changes.isEmpty());
            assertThat(refused.state()).isEqualTo(ConnectionState.REFUSED);
            assertThat(changes.get(0).nextDelay()).contains(cap);
        }
    }
}
