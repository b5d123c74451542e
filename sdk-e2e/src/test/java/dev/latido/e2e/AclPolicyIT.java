package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.acl.AclPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The exported rules on a real Mosquitto: everybody tries everything, and only deliveries count, since that broker grants
 * subscriptions that it never serves.
 */
class AclPolicyIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String END = "end";

    private static final String GW_A = "gw-a72f";
    private static final String GW_B = "gw-b10c";
    private static final String BILLING = "billing-1";
    private static final String SHIFT = "shift-1";
    private static final String GRAFANA = "grafana";
    private static final List<String> ACTORS = List.of(GW_A, GW_B, BILLING, SHIFT, GRAFANA);
    /** Reads all, to see what got through. */
    private static final String OBSERVER = "observer";
    /** Publishes all, for others to read what they can. */
    private static final String SOURCE = "source";

    private static final String EVENT_A = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
    private static final String STATE_A = "acme/v1/state/planta-1/norte/gw-a72f/presence";
    private static final String COMMAND_A = "acme/v1/cmd/planta-1/norte/gw-a72f/reset";
    private static final String EVENT_B = "acme/v1/evt/planta-1/sur/gw-b10c/temp";
    private static final String STATE_B = "acme/v1/state/planta-1/sur/gw-b10c/presence";
    private static final String COMMAND_B = "acme/v1/cmd/planta-1/sur/gw-b10c/reset";
    private static final String EVENT_A_ELSEWHERE = "acme/v1/evt/planta-2/norte/gw-a72f/temp";
    private static final String COMMAND_A_ELSEWHERE = "acme/v1/cmd/planta-2/norte/gw-a72f/reset";
    private static final String EVENT_BILLING = "acme/v1/evt/planta-1/norte/billing-1/temp";
    private static final String DEAD_LETTERS = "latido/v1/evt/dead-letter/billing";
    private static final String COMMAND_BILLING = "acme/v1/cmd/planta-1/norte/billing-1/reset";
    private static final List<String> TOPICS = List.of(
            EVENT_A,
            STATE_A,
            COMMAND_A,
            EVENT_B,
            STATE_B,
            COMMAND_B,
            EVENT_A_ELSEWHERE,
            COMMAND_A_ELSEWHERE,
            EVENT_BILLING,
            COMMAND_BILLING,
            DEAD_LETTERS,
            "latido/v1/evt/dead-letter/other",
            "acme/v1/cmd/planta-2/norte/gw-z/reset",
            "acme/v1/evt/planta-1/norte/gw-a72f/temp/raw",
            "acme/v2/evt/planta-1/norte/gw-a72f/temp",
            "other/topic");

    /** The ways in which devices come into the policy, and the permissions of each user. */
    enum Devices {
        LISTED,
        EVERY;

        private Map<String, Set<String>> writes() {
            return Map.of(
                    GW_A, this == LISTED ? Set.of(EVENT_A, STATE_A) : Set.of(EVENT_A, STATE_A, EVENT_A_ELSEWHERE),
                    GW_B, Set.of(EVENT_B, STATE_B),
                    BILLING, Set.of(DEAD_LETTERS),
                    SHIFT, Set.of(COMMAND_A, COMMAND_B, COMMAND_BILLING));
        }

        private Map<String, Set<String>> reads() {
            Set<String> events = Set.of(EVENT_A, EVENT_B, EVENT_A_ELSEWHERE);
            Set<String> eventsOfAll = Set.of(EVENT_A, EVENT_B, EVENT_A_ELSEWHERE, EVENT_BILLING);
            return Map.of(
                    GW_A,
                    this == LISTED ? Set.of(COMMAND_A) : Set.of(COMMAND_A, COMMAND_A_ELSEWHERE),
                    GW_B,
                    Set.of(COMMAND_B),
                    BILLING,
                    this == LISTED ? eventsOfAll : events,
                    SHIFT,
                    Set.of(STATE_A, STATE_B));
        }

        Set<String> allowedWrites(String kind) {
            return writes().entrySet().stream()
                    .flatMap(entry -> entry.getValue().stream().map(topic -> attempt(kind, entry.getKey(), topic)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        Set<String> readableBy(String user) {
            return new TreeSet<>(reads().getOrDefault(user, Set.of()));
        }

        AclPolicy policy() {
            TopicRoot acme = TopicRoot.of("acme", 1);
            AclPolicy.Builder policy = AclPolicy.builder(acme);
            if (this == EVERY) {
                policy.everyDevice();
            } else {
                policy.device(GW_A, "planta-1", "norte").device(GW_B, "planta-1", "sur");
            }
            return policy.consumer(
                            BILLING,
                            acme.events().anySite().anyArea().anyDevice().measure("temp"),
                            "billing")
                    .operator(SHIFT, "planta-1")
                    .reader(SHIFT, acme.presence().site("planta-1").everything())
                    .monitor(GRAFANA)
                    .reader(OBSERVER, TopicFilter.wholeFleet("sees what got through"))
                    .producer(SOURCE, TopicFilter.wholeFleet("has something for everyone"))
                    .build();
        }
    }

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireMosquitto() {
        BrokerKind.MOSQUITTO.assumeAvailable();
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverWhatIsPublishedByThoseWhoMay(Devices devices) throws IOException {
        try (MosquittoBroker broker = broker(devices.policy());
                AclUser observer = AclUser.connected(broker, OBSERVER);
                AclUser source = AclUser.connected(broker, SOURCE)) {
            observer.subscribe("#");
            Set<String> confirmed = new TreeSet<>();

            for (String actor : ACTORS) {
                try (AclUser user = AclUser.connected(broker, actor)) {
                    for (String topic : TOPICS) {
                        if (user.publish(topic, attempt("publish", actor, topic))) {
                            confirmed.add(attempt("publish", actor, topic));
                        }
                    }
                    user.publish("$SYS/broker/uptime", "forged");
                }
            }
            source.publish(EVENT_A, END);

            awaitEnd(observer);
            assertThat(attempts(observer)).isEqualTo(devices.allowedWrites("publish"));
            assertThat(confirmed).isEqualTo(devices.allowedWrites("publish"));
            assertThat(systemTopics(observer)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverToThoseWhoMayRead(Devices devices) throws IOException {
        try (MosquittoBroker broker = broker(devices.policy());
                AclUser source = AclUser.connected(broker, SOURCE);
                Actors actors = new Actors(new LinkedHashMap<>())) {
            for (String actor : ACTORS) {
                AclUser user = AclUser.connected(broker, actor);
                actors.users().put(actor, user);
                subscribeToEverything(user);
            }

            TOPICS.forEach(topic -> source.publish(topic, topic));
            List.of(COMMAND_A, COMMAND_B, EVENT_A, STATE_A).forEach(topic -> source.publish(topic, END));

            actors.users().forEach((actor, user) -> {
                awaitAll(actor, user);
                Set<String> received = user.deliveries(
                                delivery -> delivery.payload().equals(delivery.topic()))
                        .map(AclUser.Delivery::topic)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(received).as(actor).isEqualTo(devices.readableBy(actor));
                assertThat(systemTopics(user).isEmpty()).as(actor).isEqualTo(!actor.equals(GRAFANA));
            });
        }
    }

    /** All at once, gone before their broker is. */
    private record Actors(Map<String, AclUser> users) implements AutoCloseable {
        @Override
        public void close() {
            users.values().forEach(AclUser::close);
        }
    }

    private static void subscribeToEverything(AclUser user) {
        Stream<String> wide = Stream.of("#", "+/+/+/+/+/+/+", "acme/#", "$SYS/#", "$share/thieves/#");
        Stream.concat(TOPICS.stream(), wide).forEach(user::subscribe);
    }

    @ParameterizedTest
    @EnumSource
    void shouldPublishTheWillsOfThoseWhoMay(Devices devices) throws IOException {
        try (MosquittoBroker broker = broker(devices.policy());
                AclUser observer = AclUser.connected(broker, OBSERVER);
                AclUser source = AclUser.connected(broker, SOURCE)) {
            observer.subscribe("#");

            for (String actor : ACTORS) {
                try (AclUser user = new AclUser(broker, actor, actor)) {
                    TOPICS.forEach(topic -> user.leaveWill(topic, attempt("will", actor, topic)));
                    // The broker is done with the last connection of a client id before it takes the next.
                    user.connect();
                }
            }
            source.publish(EVENT_A, END);

            awaitEnd(observer);
            assertThat(attempts(observer)).isEqualTo(devices.allowedWrites("will"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotHelpToClaimTheClientIdOfAnother(Devices devices) throws IOException {
        try (MosquittoBroker broker = broker(devices.policy());
                AclUser observer = AclUser.connected(broker, OBSERVER);
                AclUser source = AclUser.connected(broker, SOURCE);
                AclUser genuine = new AclUser(broker, GW_A, GW_A);
                AclUser spoofer = new AclUser(broker, GW_B, GW_A)) {
            observer.subscribe("#");
            genuine.resume();
            genuine.subscribe(COMMAND_A);
            genuine.disconnect();
            source.publish(COMMAND_A, "for gw-a72f only");

            boolean sessionTaken = spoofer.resume();
            Stream.of("#", COMMAND_A, "acme/#").forEach(spoofer::subscribe);
            boolean sessionKept = genuine.resume();
            source.publish(COMMAND_A, "for gw-a72f only");
            for (String topic : TOPICS) {
                spoofer.publish(topic, attempt("spoof", GW_B, topic));
            }
            source.publish(COMMAND_A, END);
            source.publish(COMMAND_B, END);

            awaitEnd(spoofer);
            awaitEnd(genuine);
            awaitEnd(observer);
            assertThat(sessionTaken).isFalse();
            assertThat(sessionKept).isTrue();
            assertThat(genuine.isConnected()).isTrue();
            assertThat(spoofer.deliveries(delivery -> true))
                    .extracting(AclUser.Delivery::topic)
                    .containsOnly(COMMAND_B);
            assertThat(genuine.deliveries(delivery -> !delivery.payload().equals(END)))
                    .extracting(AclUser.Delivery::topic)
                    .containsOnly(COMMAND_A)
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(observer.deliveries(delivery -> delivery.payload().startsWith("spoof"))
                            .map(AclUser.Delivery::topic))
                    .containsOnly(EVENT_B, STATE_B);
        }
    }

    private MosquittoBroker broker(AclPolicy policy) throws IOException {
        Path acl = Files.writeString(directory.resolve("acme.acl"), policy.mosquittoAcl());
        List<String> lines = new ArrayList<>(policy.mosquittoConf(acl).lines().toList());
        lines.add("sys_interval 1");
        MosquittoBroker.Builder builder = MosquittoBroker.builder().configuration(lines.toArray(String[]::new));
        Stream.concat(ACTORS.stream(), Stream.of(OBSERVER, SOURCE))
                .forEach(user -> builder.user(user, AclUser.PASSWORD));
        return builder.start();
    }

    private static String attempt(String kind, String user, String topic) {
        return kind + " " + user + " " + topic;
    }

    /** The outcomes of the attempts, each of which names its topic. */
    private static Set<String> attempts(AclUser observer) {
        return observer.deliveries(delivery -> delivery.payload().endsWith(" " + delivery.topic()))
                .map(AclUser.Delivery::payload)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits for the last message, which the broker sends after all others. */
    private static void awaitEnd(AclUser user) {
        await().atMost(SOON)
                .until(() -> user.deliveries(delivery -> delivery.payload().equals(END))
                        .findAny()
                        .isPresent());
    }

    /** The monitor may read no message of the fleet: it waits for two rounds of the broker's own. */
    private static void awaitAll(String actor, AclUser user) {
        if (actor.equals(GRAFANA)) {
            long before = uptimes(user);
            await().atMost(SOON).until(() -> uptimes(user) >= before + 2);
        } else {
            awaitEnd(user);
        }
    }

    private static long uptimes(AclUser user) {
        return user.deliveries(delivery -> delivery.topic().equals("$SYS/broker/uptime"))
                .count();
    }

    private static List<AclUser.Delivery> systemTopics(AclUser user) {
        return user.deliveries(AclPolicyIT::isSystem).toList();
    }

    private static boolean isSystem(AclUser.Delivery delivery) {
        return delivery.topic().startsWith("$");
    }
}
