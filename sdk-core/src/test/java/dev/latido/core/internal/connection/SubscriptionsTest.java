package dev.latido.core.internal.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.ReceivedMessages;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.UnopenedSession;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.it.Logged;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private static final Topic DATA = Topic.unchecked("acme/v1/evt/planta-1/norte/gw-1/temp");
    private static final Topic COMMAND = Topic.unchecked("acme/v1/cmd/planta-1/norte/gw-1/reset");

    private static final BrokerSession SESSION = UnopenedSession.create();

    private final Subscriptions inbox = new Subscriptions(
            "test",
            SdkThreads.shared(),
            () -> null,
            (filters, cause) -> {},
            new CulpritSearch(
                    "test", Duration.ofSeconds(1), SdkThreads.shared(), () -> 0, System::nanoTime, new Random(1)),
            Duration.ofSeconds(1));
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();

    private ConnectionLink.Subscription register(String filter, Consumer<String> then) {
        return inbox.register(new InboundConsumer() {
            @Override
            public List<TopicFilter> filters() {
                return List.of(TopicFilter.of(filter));
            }

            @Override
            public void delivered(InboundMessage message) {
                String text = new String(message.payload(), UTF_8);
                delivered.add(text);
                then.accept(text);
            }

            @Override
            public void subscriptionRefused(Throwable cause) {
                throw new AssertionError("there is no session", cause);
            }
        });
    }

    private ConnectionLink.Subscription registerMessages(String filter, Consumer<InboundMessage> then) {
        return inbox.register(new InboundConsumer() {
            @Override
            public List<TopicFilter> filters() {
                return List.of(TopicFilter.of(filter));
            }

            @Override
            public void delivered(InboundMessage message) {
                then.accept(message);
            }

            @Override
            public void subscriptionRefused(Throwable cause) {
                throw new AssertionError("there is no session", cause);
            }
        });
    }

    private void arrive(Topic topic, String payload) {
        inbox.arrived(SESSION, ReceivedMessages.publish(topic, payload));
    }

    @Test
    void shouldParkWhatArrivesBeforeItsConsumer() {
        arrive(DATA, "1");
        arrive(COMMAND, "reset");
        arrive(DATA, "2");

        register("acme/v1/evt/#", text -> {});
        arrive(DATA, "3");
        assertThat(delivered).containsExactly("1", "2", "3");

        register("acme/v1/cmd/#", text -> {});
        assertThat(delivered).containsExactly("1", "2", "3", "reset");
    }

    @Test
    void shouldLetNothingOvertakeWhatWasParked() throws Exception {
        arrive(DATA, "1");
        arrive(DATA, "2");
        Thread network = new Thread(() -> arrive(DATA, "3"), "network");

        register("acme/v1/evt/#", text -> {
            if (text.equals("1")) {
                network.start();
                await().until(() -> network.getState() == Thread.State.BLOCKED || !network.isAlive());
            }
        });
        network.join();

        assertThat(delivered).containsExactly("1", "2", "3");
    }

    /** A consumer may run a key function or a codec of the user. */
    @Test
    void shouldHoldBackNoOtherMessagesWhileAConsumerCatchesUp() throws Exception {
        arrive(DATA, "1");
        Thread network = new Thread(() -> arrive(COMMAND, "reset"), "network");

        register("acme/v1/evt/#", text -> {
            network.start();
            await().until(() -> !network.isAlive());
        });
        network.join();

        register("acme/v1/cmd/#", text -> {});
        assertThat(delivered).containsExactly("1", "reset");
    }

    @Test
    void shouldDeliverTheRestWhenAConsumerFailsOnAParkedMessage() {
        arrive(DATA, "1");
        arrive(DATA, "2");

        try (Logged log = Logged.by(Subscriptions.class, Level.ERROR)) {
            register("acme/v1/evt/#", text -> {
                if (text.equals("1")) {
                    throw new IllegalStateException("a mistake");
                }
            });
            assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("not delivered");
        }
        arrive(DATA, "3");

        assertThat(delivered).containsExactly("1", "2", "3");
    }

    @Test
    void shouldKeepForTheNextConsumerWhatComesForOneThatStopped() {
        register("acme/v1/evt/#", text -> {}).stop();
        arrive(DATA, "1");
        assertThat(delivered).isEmpty();

        register("acme/v1/evt/+/+/+/temp", text -> {});
        assertThat(delivered).containsExactly("1");
    }

    @Test
    void shouldGiveToTheNextConsumerWhatOneStoppedWithoutHandling() {
        List<InboundMessage> held = new ArrayList<>();
        ConnectionLink.Subscription first = registerMessages("acme/v1/evt/#", held::add);
        ReceivedMessages session = new ReceivedMessages();
        List<String> acknowledged = new ArrayList<>();
        first.stop();
        first.giveBack(List.of(
                session.on(COMMAND.toString(), "0", () -> acknowledged.add("0")),
                session.on(DATA.toString(), "1", () -> acknowledged.add("1")),
                session.on(DATA.toString(), "2", () -> acknowledged.add("2"))));
        arrive(DATA, "3");

        register("acme/v1/evt/#", text -> {});

        assertThat(delivered).containsExactly("1", "2", "3");
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void shouldForgetWhatWasReturnedWhenItsSessionHasEnded() {
        ReceivedMessages session = new ReceivedMessages();
        ConnectionLink.Subscription first = registerMessages("acme/v1/evt/#", message -> {});
        first.stop();
        first.giveBack(List.of(session.on(DATA.toString(), "1", () -> {})));
        session.endSession();

        register("acme/v1/evt/#", text -> {});

        assertThat(delivered).isEmpty();
    }

    @Test
    void shouldHandOnToEveryConsumerThatMatches() {
        register("acme/v1/evt/#", text -> delivered.add("events " + text));
        register("acme/v1/+/planta-1/#", text -> delivered.add("plant " + text));

        arrive(DATA, "1");
        arrive(COMMAND, "reset");

        assertThat(delivered).containsExactly("1", "events 1", "1", "plant 1", "reset", "plant reset");
    }

    @Test
    void shouldForgetWhatWasParkedInASessionThatEnded() {
        arrive(DATA, "1");
        inbox.sessionEnded(SESSION);

        register("acme/v1/evt/#", text -> {});

        assertThat(delivered).isEmpty();
    }
}
