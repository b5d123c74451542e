package dev.latido.core.it;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.core.internal.ClosedPort;
import dev.latido.topics.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An application that a container loads, starts, stops and unloads. It is called through types of the JDK only. */
public final class RedeployedApplication implements UnaryOperator<String> {

    private final List<MqttConnection> connections = new ArrayList<>();

    /** Takes a command: {@code start VERSION URI CA}, {@code state}, {@code fail} or {@code close}. */
    @Override
    public String apply(String command) {
        String[] words = command.split(" ", -1);
        switch (words[0]) {
            case "start" -> start(MqttVersion.valueOf(words[1]), words[2], Path.of(words[3]));
            case "fail" -> fail();
            case "close" -> connections.forEach(MqttConnection::close);
            default -> {
                return connections.stream()
                        .map(MqttConnection::state)
                        .distinct()
                        .map(ConnectionState::name)
                        .sorted()
                        .toList()
                        .toString();
            }
        }
        return "done";
    }

    private void start(MqttVersion version, String uri, Path ca) {
        MqttConnection.Builder declaration = Fleet.client(uri, "redeployed-" + connections.size())
                .presence(Fleet.PRESENCE)
                .version(version);
        if (uri.startsWith("mqtts:") || uri.startsWith("wss:")) {
            declaration = declaration.tls(Tls.trusting(ca));
        }
        MqttConnection connection = declaration.connect();
        connections.add(connection);
        ResilientPublisher publisher =
                ResilientPublisher.builder(connection).closeOnShutdown().build();
        PresenceMonitor.builder(connection)
                .presences(Fleet.ACME.presence().anySite().anyArea().anyDevice())
                .data(TopicFilter.of("acme/v1/evt/#"))
                .start();
        for (int i = 0; i < 100; i++) {
            publisher.publish(Fleet.TEMPERATURE, i);
        }
        publisher.drain(Duration.ofSeconds(10));
    }

    private static void fail() {
        try (MqttConnection connection = Fleet.service("mqtt://127.0.0.1:" + ClosedPort.find(), "redeployed-never")
                .connectTimeout(Duration.ofMillis(300))
                .connect()) {
            throw new IllegalStateException(connection + " was made");
        } catch (ConnectionFailedException e) {
            // As it must.
        }
    }
}
