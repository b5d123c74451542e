package dev.latido.core.internal.preflight;

import dev.latido.core.BrokerGrants;
import dev.latido.core.IncompatibleLibraryException;
import dev.latido.core.Preflight;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A session that tries permissions and waits for the outcome of each step. Messages of the device's own session stay
 * unacknowledged, so that the broker keeps them. For one thread.
 */
final class PreflightSession implements AutoCloseable, BrokerSession.Events {

    /** The time after the last answer in which a message that came before it is handed over. */
    private static final Duration HANDED_OVER = Duration.ofMillis(500);

    private final ConnectionSettings settings;
    private final BrokerSession session;
    private final CompletableFuture<BrokerGrants> opened = new CompletableFuture<>();
    private final BlockingQueue<IncomingPublish> arrivals = new LinkedBlockingQueue<>();
    private final Set<Topic> published = new HashSet<>();
    private final Set<TopicFilter> subscribed = new HashSet<>();
    private final Set<String> returned = new HashSet<>();
    private final CompletableFuture<String> contradiction = new CompletableFuture<>();

    PreflightSession(ConnectionSettings settings, BrokerAddress broker, AttemptSecurity security) {
        this.settings = settings;
        try {
            this.session = new BrokerSession(settings, broker, security, this, SdkThreads.shared());
        } catch (LinkageError e) {
            throw new IncompatibleLibraryException(Failures.inWords(e), e);
        }
    }

    BrokerGrants connect() throws SessionStepException {
        try {
            session.openAskingVersion();
        } catch (LinkageError e) {
            throw new SessionStepException(Failures.inWords(e), e);
        }
        return await(opened);
    }

    /** Returns why the broker does not accept a message, by the limits in its CONNACK; null if it does. */
    @Nullable
    NotGrantedException notGranted(OutgoingPublish message) {
        return session.notGranted(message.topic(), message.payload(), message.options());
    }

    void publish(Topic topic) throws SessionStepException {
        byte[] payload = Preflight.PAYLOAD.getBytes(StandardCharsets.UTF_8);
        await(session.publish(OutgoingPublish.of(topic, payload)));
        published.add(topic);
    }

    void subscribe(TopicFilter filter) throws SessionStepException {
        await(session.subscribe(List.of(filter), false));
        subscribed.add(filter);
    }

    boolean isPublished(Topic topic) {
        return published.contains(topic);
    }

    boolean isSubscribed(TopicFilter filter) {
        return subscribed.contains(filter);
    }

    /** Waits until a test message on one of the topics has come back. */
    boolean awaitArrival(List<Topic> topics) {
        long deadline = System.nanoTime() + settings.attemptTimeout().toNanos();
        while (topics.stream().noneMatch(topic -> returned.contains(topic.toString()))) {
            try {
                IncomingPublish arrival = arrivals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (arrival == null) {
                    return false;
                }
                if (Preflight.PAYLOAD.equals(new String(arrival.payload(), StandardCharsets.UTF_8))) {
                    returned.add(arrival.topic());
                    arrival.acknowledge();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Unsubscribes, if the connection is still open. */
    void takeBack(List<TopicFilter> filters) {
        List<TopicFilter> made = filters.stream().filter(subscribed::contains).toList();
        if (made.isEmpty()) {
            return;
        }
        try {
            await(session.unsubscribe(made));
        } catch (SessionStepException e) {
            // The session expires without it.
        }
    }

    /** Returns a second more than the client takes, which then says itself what has not been answered. */
    private Duration patience() {
        return settings.attemptTimeout().plusSeconds(1);
    }

    private <T> T await(CompletableFuture<T> step) throws SessionStepException {
        try {
            return step.get(patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SessionStepException(
                    "no answer within " + settings.attemptTimeout().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionStepException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            String words = cause instanceof BrokerAnswerException answer
                    ? "refused: " + answer.words() + " (" + answer.code() + ")"
                    : Failures.inWords(cause);
            throw new SessionStepException(words, cause);
        }
    }

    @Override
    public void opened(BrokerSession from, BrokerGrants grants) {
        opened.complete(grants);
    }

    @Override
    public void ended(BrokerSession from, Throwable cause) {
        opened.completeExceptionally(isOwnDisconnect(cause) ? new TimeoutException(Failures.inWords(cause)) : cause);
    }

    /** Before CONNACK only the client sends DISCONNECT: after its timeout, or after an invalid answer. */
    private static boolean isOwnDisconnect(Throwable cause) {
        return cause instanceof BrokerAnswerException answer && answer.packet() == Packet.DISCONNECT;
    }

    @Override
    public void contradicted(BrokerSession from, IncomingPublish message) {
        contradiction.complete(message.topic());
    }

    /**
     * Returns the topic of a message of an earlier session, if the broker said that there is none; otherwise null. Waits
     * a little: the client hands over messages on another thread than answers.
     */
    @Nullable
    String contradiction() {
        try {
            return contradiction.get(HANDED_OVER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void arrived(BrokerSession from, IncomingPublish message) {
        arrivals.add(message);
    }

    @Override
    public void close() {
        try {
            await(session.disconnect());
        } catch (SessionStepException e) {
            // It has ended already.
        } finally {
            session.release();
        }
    }
}
