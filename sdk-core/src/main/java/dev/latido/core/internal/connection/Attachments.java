package dev.latido.core.internal.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.link.ConnectionLink.Attachment;
import dev.latido.core.internal.session.BrokerSession;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publishers and consumers of a connection, which close before it. Thread-safe; session events are passed on one at
 * a time.
 */
final class Attachments {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final List<SessionListener> sessionListeners = new CopyOnWriteArrayList<>();
    private final List<Attachment> consumers = new CopyOnWriteArrayList<>();
    private final List<Attachment> publishers = new CopyOnWriteArrayList<>();

    void addConsumer(Attachment consumer) {
        consumers.add(consumer);
    }

    /** Adds a publisher and notifies it of sessions, beginning with the open one. */
    <P extends SessionListener & Attachment> void addPublisher(P publisher, @Nullable BrokerSession open) {
        publishers.add(publisher);
        sessionListeners.add(publisher);
        if (open != null) {
            publisher.sessionOpened(open);
        }
    }

    <P extends SessionListener & Attachment> void removePublisher(P publisher) {
        sessionListeners.remove(publisher);
        publishers.remove(publisher);
    }

    void remove(Attachment attachment) {
        consumers.remove(attachment);
        publishers.remove(attachment);
    }

    void sessionOpened(BrokerSession session) {
        sessionListeners.forEach(listener -> listener.sessionOpened(session));
    }

    void sessionEnded(BrokerSession session) {
        sessionListeners.forEach(listener -> listener.sessionEnded(session));
    }

    /** Returns the first request of each publisher that had no answer in a session. */
    List<Suspect.UnderWay> underWay(BrokerSession session) {
        return sessionListeners.stream()
                .map(listener -> listener.underWay(session))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Has publishers reject new messages. */
    void stopTaking() {
        publishers.forEach(Attachment::stopTaking);
    }

    /** Closes consumers first, because they may publish. */
    void closeWithin(Supplier<Duration> forConsumers, Supplier<Duration> forPublishers) {
        consumers.forEach(consumer -> close(consumer, forConsumers));
        publishers.forEach(publisher -> close(publisher, forPublishers));
    }

    /** A consumer or an outbox that cannot be closed must not keep the others and the connection open. */
    private static void close(Attachment attachment, Supplier<Duration> time) {
        try {
            attachment.closeWithin(time.get());
        } catch (RuntimeException e) {
            log.error("{} failed to close; its connection closes nevertheless", attachment, e);
        }
    }
}
