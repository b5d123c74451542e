package dev.latido.core.it;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The main class of a child JVM that uses Latido, closes everything, and must end with its main method. */
public final class EndingProcess {

    /** The last line of main. */
    public static final String LAST_LINE = "the last line of main";

    /** Printed when a connection stands. */
    public static final String CONNECTED = "CONNECTED";

    private static final Duration ATTEMPT = Duration.ofMillis(500);

    private EndingProcess() {}

    /**
     * Arguments: the trusted CA, what to do, then one text for each endpoint: {@code version|uri|port of a proxy or 0}.
     */
    public static void main(String[] args) throws InterruptedException {
        Path ca = Path.of(args[0]);
        for (int i = 2; i < args.length; i++) {
            String[] endpoint = args[i].split("\\|", -1);
            Supplier<MqttConnection.Builder> declarations =
                    () -> declaration(MqttVersion.valueOf(endpoint[0]), endpoint[1], Integer.parseInt(endpoint[2]), ca);
            switch (args[1]) {
                case "fail" -> {
                    connect(declarations.get());
                    startAndClose(declarations.get());
                    System.out.println(Preflight.of(declarations.get()).run());
                }
                case "outage" -> closeInOutage(patient(declarations.get().clientId("ending-" + i)));
                default -> stayOpen(patient(declarations.get().clientId("open-" + i)));
            }
        }
        System.out.println(LAST_LINE);
    }

    private static MqttConnection.Builder declaration(MqttVersion version, String uri, int proxy, Path ca) {
        MqttConnection.Builder declaration =
                Fleet.service(uri, "ending").insecure("a test").version(version).connectTimeout(ATTEMPT);
        if (uri.startsWith("mqtts:") || uri.startsWith("wss:")) {
            declaration = declaration.tls(Tls.trusting(ca));
        }
        return proxy == 0 ? declaration : declaration.proxy(NetworkProxy.http("127.0.0.1", proxy));
    }

    /** The broker is there, but the machine may be slow. */
    private static MqttConnection.Builder patient(MqttConnection.Builder declaration) {
        return declaration.connectTimeout(Duration.ofSeconds(30));
    }

    private static void connect(MqttConnection.Builder declaration) {
        try (MqttConnection connection = declaration.connect()) {
            throw new IllegalStateException(connection + " was made");
        } catch (ConnectionFailedException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void startAndClose(MqttConnection.Builder declaration) throws InterruptedException {
        CountDownLatch failures = new CountDownLatch(2);
        try (MqttConnection connection = declaration
                .listener(change -> change.cause().ifPresent(cause -> failures.countDown()))
                .start()) {
            ResilientPublisher.builder(connection).build().publish(Fleet.TEMPERATURE, 1);
            PresenceMonitor.watch(
                    connection, Fleet.ACME.presence().anySite().anyArea().anyDevice());
            if (!failures.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no attempt has failed");
            }
        }
    }

    /** Connects, waits until the network has failed, and closes. */
    private static void closeInOutage(MqttConnection.Builder declaration) throws InterruptedException {
        CountDownLatch failures = new CountDownLatch(3);
        try (MqttConnection connection = declaration
                .listener(change -> change.cause().ifPresent(cause -> failures.countDown()))
                .connect()) {
            ResilientPublisher publisher =
                    ResilientPublisher.builder(connection).build();
            PresenceMonitor.watch(
                    connection, Fleet.ACME.presence().anySite().anyArea().anyDevice());
            publisher.publish(Fleet.TEMPERATURE, 1).acknowledged().join();
            System.out.println(CONNECTED);
            publisher.publish(Fleet.TEMPERATURE, 2);
            if (!failures.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no attempt has failed");
            }
            publisher.publish(Fleet.TEMPERATURE, 3);
        }
    }

    /** Connects, and leaves the connection to the threads of the SDK. */
    private static void stayOpen(MqttConnection.Builder declaration) {
        declaration.listener(change -> System.out.println(change.to())).connect();
    }
}
