package dev.latido.core.internal.publish;

import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the listeners of a publisher, on the calling thread, which must hold no lock. A listener that throws is
 * logged. Thread-safe.
 */
final class PublisherListeners {

    private static final Logger log = LoggerFactory.getLogger(ResilientPublisher.class);

    private final String publisher;
    private final List<PublisherListener> listeners;

    PublisherListeners(String publisher, List<PublisherListener> listeners) {
        this.publisher = publisher;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns whether there are listeners, so that callers can skip the notification. */
    boolean isWanted() {
        return !listeners.isEmpty();
    }

    void tell(Consumer<PublisherListener> event) {
        for (PublisherListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                log.warn("{}: a publisher listener failed; the other listeners are notified", publisher, e);
            }
        }
    }
}
