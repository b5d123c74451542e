package dev.latido.core.internal.connection;

import dev.latido.core.ConnectionListener;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.threads.SerialExecutor;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a connection's listeners, one call at a time, in order, and whatever they throw. Thread-safe. */
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

    void tell(Consumer<ConnectionListener> news) {
        for (ConnectionListener listener : listeners) {
            calls.execute(() -> {
                try {
                    news.accept(listener);
                } catch (RuntimeException e) {
                    log.warn("{}: a connection listener failed", connection, e);
                }
            });
        }
    }
}
