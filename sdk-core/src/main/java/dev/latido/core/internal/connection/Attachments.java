package dev.latido.core.internal.connection;

import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.link.ConnectionLink.Attachment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is built on a connection and ends before it. Thread-safe; what is about sessions is called one at a time. */
final class Attachments {

    private final List<SessionListener> sessionListeners = new CopyOnWriteArrayList<>();
    private final List<Attachment> consumers = new CopyOnWriteArrayList<>();
    private final List<Attachment> publishers = new CopyOnWriteArrayList<>();

    void addConsumer(Attachment consumer) {
        consumers.add(consumer);
    }

    /** It hears of sessions, beginning with the one that stands. */
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

    /** Nothing new from now on. */
    void stopTaking() {
        publishers.forEach(Attachment::stopTaking);
    }

    /** Those that consume first, since they may publish. */
    void closeWithin(Supplier<Duration> forConsumers, Supplier<Duration> forPublishers) {
        consumers.forEach(consumer -> consumer.closeWithin(forConsumers.get()));
        publishers.forEach(publisher -> publisher.closeWithin(forPublishers.get()));
    }
}
