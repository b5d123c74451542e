package dev.latido.idempotency.internal;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SubscriberListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a subscriber's listeners, whatever they throw, and says once per outage that the store is down. Thread-safe. */
public final class SubscriberListeners {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private final String group;
    private final List<SubscriberListener> listeners;
    private final AtomicBoolean storeDown = new AtomicBoolean();

    public SubscriberListeners(String group, List<SubscriberListener> listeners) {
        this.group = group;
        this.listeners = listeners;
    }

    public boolean areHeard() {
        return !listeners.isEmpty();
    }

    public void tell(Consumer<SubscriberListener> news) {
        for (SubscriberListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                log.warn("{}: a subscriber's listener failed", group, e);
            }
        }
    }

    public void storeFailed(Throwable cause) {
        if (storeDown.compareAndSet(false, true)) {
            log.warn("{}: the seen-store fails, messages are held: {}", group, FailureText.describe(cause));
            tell(listener -> listener.storeFailed(cause));
        }
    }

    public void storeAnswered() {
        if (storeDown.get() && storeDown.compareAndSet(true, false)) {
            log.info("{}: the seen-store answers again", group);
            tell(SubscriberListener::storeRecovered);
        }
    }
}
