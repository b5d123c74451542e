package dev.latido.idempotency.internal;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SubscriberListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a subscriber's listeners and ignores what they throw. Of an outage of the store they are notified once.
 * Thread-safe; listeners run on the caller's thread.
 */
public final class SubscriberListeners {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private final String group;
    private final List<SubscriberListener> listeners;
    private final AtomicBoolean storeDown = new AtomicBoolean();

    public SubscriberListeners(String group, List<SubscriberListener> listeners) {
        this.group = group;
        this.listeners = listeners;
    }

    /** Returns whether there are listeners, so that callers can skip the notification. */
    public boolean areHeard() {
        return !listeners.isEmpty();
    }

    /** Notifies every listener. */
    public void tell(Consumer<SubscriberListener> news) {
        for (SubscriberListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                log.warn("{}: a subscriber's listener failed", group, e);
            }
        }
    }

    /** Notifies the listeners if the store has not failed before or has answered since. */
    public void storeFailed(Throwable cause) {
        if (storeDown.compareAndSet(false, true)) {
            log.warn(
                    "{}: the seen-store failed; messages are held and retried: {}", group, FailureText.describe(cause));
            tell(listener -> listener.storeFailed(cause));
        }
    }

    /** Notifies the listeners if the store has failed before. */
    public void storeAnswered() {
        if (storeDown.get() && storeDown.compareAndSet(true, false)) {
            log.info("{}: the seen-store responds again", group);
            tell(SubscriberListener::storeRecovered);
        }
    }
}
