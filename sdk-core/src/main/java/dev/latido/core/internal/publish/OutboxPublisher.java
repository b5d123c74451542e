package dev.latido.core.internal.publish;

import dev.latido.LatidoException;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.Publication;
import dev.latido.core.PublishRequest;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.connection.ResilientConnection;
import dev.latido.core.internal.connection.SessionListener;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.presence.DeviceTopics;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composes messages on the calling thread, appends them to the outbox and returns their publications;
 * {@link SendingRounds} sends them. Thread-safe, without a lock of its own.
 */
final class OutboxPublisher implements ResilientPublisher, SessionListener, ConnectionLink.Attachment {

    private static final Logger log = LoggerFactory.getLogger(ResilientPublisher.class);

    /** The states of a publisher, in order; a publisher never returns to an earlier one. */
    private enum State {
        /** Takes messages. */
        OPEN,
        /** Rejects messages, because its connection is about to close. */
        REFUSING,
        /** Rejects messages and waits for the outcome of those that it has. */
        CLOSING,
        /** Sends nothing more. */
        CLOSED
    }

    private final ResilientConnection connection;
    private final Outbox outbox;
    private final PublisherSettings settings;
    private final PublisherListeners listeners;
    private final PendingPublications pending;
    private final OutboxIntake intake;
    private final MessageComposer composer;
    private final SendingRounds rounds;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private volatile @Nullable Thread shutdownHook;

    OutboxPublisher(ResilientConnection connection, Outbox outbox, PublisherSettings settings) {
        this.connection = connection;
        this.outbox = outbox;
        this.settings = settings;
        Clock clock = Clock.systemUTC();
        this.composer = new MessageComposer(
                settings.codec(), settings.payloadLimit(), connection.settings().version(), connection.ids(), clock);
        this.listeners = new PublisherListeners(connection.clientId(), settings.listeners());
        this.pending = new PendingPublications(
                listeners, outbox.backlog().messages(), outbox.lastSequence(), clock, System::nanoTime);
        this.intake = new OutboxIntake(outbox, settings.overflow(), pending);
        this.rounds = new SendingRounds(
                connection, outbox, settings, listeners, pending, intake, clock, () -> state.get() == State.CLOSED);
    }

    /** Begins to send. This is the last step of building. */
    void start() {
        settings.listeners().forEach(listener -> listener.started(connection, this));
        if (settings.closeOnShutdown()) {
            Thread hook = new Thread(this::close, "latido-shutdown-" + connection.clientId());
            Runtime.getRuntime().addShutdownHook(hook);
            shutdownHook = hook;
        }
        try {
            connection.attachPublisher(this);
        } catch (RuntimeException e) {
            removeShutdownHook();
            throw e;
        }
    }

    // --- publishing ---

    @Override
    public Publication publish(Topic topic, Object value) {
        return publish(topic, value, DeliveryOptions.DEFAULTS);
    }

    @Override
    public Publication publishState(Topic topic, Object value) {
        if (DeviceTopics.neverRetained(Objects.requireNonNull(topic, "topic must not be null"))) {
            throw new IllegalArgumentException(topic + " is a topic of events or commands, which are never retained;"
                    + " a last known value belongs on a topic of the state channel");
        }
        return publish(topic, value, DeliveryOptions.RETAINED);
    }

    private Publication publish(Topic topic, Object value, DeliveryOptions options) {
        Objects.requireNonNull(topic, "topic must not be null");
        Objects.requireNonNull(value, "value must not be null");
        checkOpen();
        connection.published(topic);
        return store(composer.compose(topic, value, options));
    }

    @Override
    public Publication publish(PublishRequest request) {
        Objects.requireNonNull(request, "request must not be null");
        checkOpen();
        connection.published(request.topic());
        return store(composer.compose(request));
    }

    private void checkOpen() {
        if (state.get() != State.OPEN) {
            throw new IllegalStateException("the publisher of " + connection.clientId() + " is closed");
        }
    }

    private Publication store(Draft draft) {
        PendingPublication publication = pending.begin(draft.id(), draft.topic());
        LatidoException refusal = intake.take(draft, publication);
        if (refusal == null) {
            overflowing.set(false);
            rounds.taken(draft.options());
            if (state.get() == State.CLOSED) {
                abandonOpen();
            }
        } else if (overflowing.compareAndSet(false, true)) {
            log.warn("{}: the outbox is rejecting messages: {}", connection.clientId(), refusal.getMessage());
        }
        return publication;
    }

    // --- sessions ---

    @Override
    public void sessionOpened(BrokerSession session) {
        rounds.sessionOpened(session);
    }

    @Override
    public void sessionEnded(BrokerSession session) {
        rounds.sessionEnded();
    }

    @Override
    public Suspect.@Nullable UnderWay underWay(BrokerSession session) {
        return rounds.underWay(session);
    }

    // --- figures ---

    @Override
    public Outbox.Backlog backlog() {
        return outbox.backlog();
    }

    @Override
    public int inFlight() {
        return rounds.inFlight();
    }

    // --- closing ---

    @Override
    public boolean drain(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout must not be null");
        try {
            pending.settlement().get(Durations.nanosToWait(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closeWithin(connection.closeTimeout());
    }

    @Override
    public void stopTaking() {
        state.compareAndSet(State.OPEN, State.REFUSING);
    }

    @Override
    public void closeWithin(Duration time) {
        if (!state.compareAndSet(State.OPEN, State.CLOSING) && !state.compareAndSet(State.REFUSING, State.CLOSING)) {
            return;
        }
        intake.close();
        drain(time);
        state.set(State.CLOSED);
        connection.detachPublisher(this);
        rounds.stop();
        try {
            abandonOpen();
            logLeftInStore();
        } finally {
            closeOutbox();
        }
    }

    private void closeOutbox() {
        try {
            outbox.close();
        } finally {
            listeners.tell(listener -> listener.closed());
            removeShutdownHook();
        }
    }

    private void abandonOpen() {
        int left = pending.abandonAll(outbox.durable());
        if (left > 0 && !outbox.durable()) {
            log.warn("{}: closed with {} messages unacknowledged; they are lost", connection.clientId(), left);
        }
    }

    private void logLeftInStore() {
        int stored = outbox.durable() ? outbox.backlog().messages() : 0;
        if (stored > 0) {
            log.info(
                    "{}: closed with {} messages in the store; the next start sends them",
                    connection.clientId(),
                    stored);
        }
    }

    private void removeShutdownHook() {
        Thread hook = shutdownHook;
        if (hook == null || hook.equals(Thread.currentThread())) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("{}: closed while the JVM shuts down", connection.clientId(), e);
        }
    }

    @Override
    public String toString() {
        return "ResilientPublisher[" + connection.clientId() + ", " + outbox + "]";
    }
}
