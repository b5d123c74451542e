package dev.latido.core.internal.publish;

import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a publisher's listeners, on the thread that has the news, and whatever they throw. Thread-safe. */
final class PublisherListeners {

    private static final Logger log = LoggerFactory.getLogger(ResilientPublisher.class);

    private final String publisher;
    private final List<PublisherListener> listeners;

    PublisherListeners(String publisher, List<PublisherListener> listeners) {
        this.publisher = publisher;
        this.listeners = List.copyOf(listeners);
    }

    /** Spares who has no listeners the news. */
    boolean isWanted() {
        return !listeners.isEmpty();
    }

    void tell(Consumer<PublisherListener> news) {
        for (PublisherListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                log.warn("{}: a publisher listener failed", publisher, e);
            }
        }
    }
}
