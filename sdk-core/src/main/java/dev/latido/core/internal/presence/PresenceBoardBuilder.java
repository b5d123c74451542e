package dev.latido.core.internal.presence;

import dev.latido.core.MqttConnection;
import dev.latido.core.PresenceListener;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.threads.SteadyClock;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a monitor. Not thread-safe. */
public final class PresenceBoardBuilder implements PresenceMonitor.Builder {

    private final ConnectionLink connection;
    private final List<PresenceListener> listeners = new ArrayList<>();
    private @Nullable TopicFilter presences;
    private @Nullable TopicFilter data;
    private Function<? super Topic, Optional<Topic>> presenceOf = DeviceTopics::presenceOf;
    private double times = PresenceMonitor.DEFAULT_PATIENCE;
    private Duration shortest = PresenceMonitor.DEFAULT_SHORTEST_SILENCE;

    /** Starts a monitor on the given connection. */
    public PresenceBoardBuilder(MqttConnection connection) {
        this.connection = ConnectionLink.of(connection);
    }

    @Override
    public PresenceMonitor.Builder presences(TopicFilter filter) {
        this.presences = Objects.requireNonNull(filter, "filter must not be null");
        return this;
    }

    @Override
    public PresenceMonitor.Builder data(TopicFilter filter) {
        this.data = Objects.requireNonNull(filter, "filter must not be null");
        return this;
    }

    @Override
    public PresenceMonitor.Builder deviceOf(Function<? super Topic, Optional<Topic>> presenceOf) {
        this.presenceOf = Objects.requireNonNull(presenceOf, "presenceOf must not be null");
        return this;
    }

    @Override
    public PresenceMonitor.Builder patience(double times, Duration shortest) {
        if (!(times >= 1) || Double.isInfinite(times)) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
        this.times = times;
        this.shortest = Durations.positive("shortest", shortest);
        return this;
    }

    @Override
    public PresenceMonitor.Builder listener(PresenceListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener must not be null"));
        return this;
    }

    @Override
    public PresenceMonitor start() {
        TopicFilter wanted = presences;
        if (wanted == null) {
            throw new IllegalStateException("presences(filter) is required");
        }
        TopicFilter dataFilter = data;
        PresenceBoard board = new PresenceBoard(
                wanted,
                List.copyOf(listeners),
                new SilenceDetector(times, shortest),
                connection::standing,
                Clock.systemUTC(),
                SteadyClock.shared(),
                SdkThreads.shared());
        connection.attachConsumer(board);
        connection.subscribe(board);
        if (dataFilter != null) {
            connection.subscribe(new DataConsumer(dataFilter, presenceOf, board));
            board.checkSilences();
        }
        return board;
    }
}
