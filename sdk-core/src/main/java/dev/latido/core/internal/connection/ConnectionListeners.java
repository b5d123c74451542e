package dev.latido.core.internal.connection;

import dev.latido.core.ConnectionListener;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.core.internal.threads.SerialExecutor;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a connection's listeners, one call at a time and in order, on threads of the SDK. A listener that throws
 * does not keep events from the others. Thread-safe.
 */
final class ConnectionListeners {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final String connection;
    private final List<ConnectionListener> listeners;
    private final SerialExecutor calls;

    ConnectionListeners(String connection, List<ConnectionListener> listeners, Executor threads) {
        this.connection = connection;
        this.listeners = listeners;
        this.calls = new SerialExecutor(threads);
    }

    void stateChanged(StateChange change) {
        notify(listener -> listener.stateChanged(change));
    }

    void sessionLost() {
        notify(ConnectionListener::sessionLost);
    }

    void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {
        notify(listener -> listener.subscriptionRefused(filters, cause));
    }

    void presenceRefused(Topic topic, Throwable cause) {
        notify(listener -> listener.presenceRefused(topic, cause));
    }

    private void notify(Consumer<ConnectionListener> event) {
        for (ConnectionListener listener : listeners) {
            calls.execute(() -> {
                try {
                    event.accept(listener);
                } catch (RuntimeException e) {
                    log.warn("{}: a connection listener failed", connection, e);
                }
            });
        }
    }
}
