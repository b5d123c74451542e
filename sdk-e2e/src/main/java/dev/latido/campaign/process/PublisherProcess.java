package dev.latido.campaign.process;

import dev.latido.core.Backoff;
import dev.latido.core.JournalOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes one number after another through a durable outbox, until it is killed or has to finish. */
public final class PublisherProcess {

    private static final Duration DRAINS = Duration.ofSeconds(1);

    private final Arguments arguments;
    private final Voice voice = new Voice();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile boolean finishing;

    private PublisherProcess(Arguments arguments) {
        this.arguments = arguments;
    }

    /** See {@link Arguments}. */
    public static void main(String[] arguments) throws Exception {
        new PublisherProcess(new Arguments(arguments)).run();
    }

    private void run() throws Exception {
        MqttConnection connection = MqttConnection.builder()
                .broker(arguments.text("broker"))
                .clientId(arguments.text("client"))
                .backoff(Backoff.between(Duration.ofMillis(50), Duration.ofMillis(500)))
                .keepAlive(Duration.ofSeconds(2))
                .connectTimeout(Duration.ofSeconds(3))
                .withoutPresence("a campaign")
                .listener(change -> System.err.println(Instant.now() + " " + change))
                .start();
        try (Log log = new Log(Path.of(arguments.text("log")));
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .outbox(JournalOutbox.at(Path.of(arguments.text("outbox"))))
                        .inFlight(arguments.number("inFlight"))
                        .acknowledgementTimeout(Duration.ofSeconds(3))
                        .retryBackoff(Backoff.between(Duration.ofMillis(20), Duration.ofMillis(500)))
                        .build()) {
            voice.hear(this::command);
            voice.report(() -> "attempted=" + log.last() + " stored=" + stored + " inflight="
                    + mostInFlight.accumulateAndGet(publisher.inFlight(), Math::max) + " outbox="
                    + publisher.backlog().messages());
            voice.say(Lines.READY);
            publish(publisher, log);
            while (!publisher.drain(DRAINS) || open.get() > 0) {
                Voice.pause(Duration.ofMillis(20));
            }
            voice.say(Lines.FINISHED);
        }
        connection.close();
    }

    private void command(String line) {
        finishing |= line.equals(Lines.FINISH);
    }

    private void publish(ResilientPublisher publisher, Log log) {
        Pacing pacing = new Pacing(arguments.number("rate"));
        int topics = arguments.number("topics");
        String prefix = arguments.text("topic") + "/";
        while (!finishing) {
            pacing.await();
            int number = log.attempt();
            open.incrementAndGet();
            Publication publication = publisher.publish(Topic.unchecked(prefix + number % topics), number);
            publication.stored().thenRun(() -> {
                log.stored(number);
                stored.incrementAndGet();
            });
            publication.acknowledged().whenComplete((acknowledgement, failure) -> {
                if (failure == null) {
                    log.acknowledged(number);
                } else {
                    log.failed(number, failure);
                }
                open.decrementAndGet();
            });
            mostInFlight.accumulateAndGet(publisher.inFlight(), Math::max);
        }
    }
}
