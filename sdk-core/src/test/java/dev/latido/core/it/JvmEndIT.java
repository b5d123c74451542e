package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttVersion;
import dev.latido.core.it.FailingEndpoint.Failure;
import dev.latido.core.it.FailingEndpoint.Transport;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Child JVMs that use Latido and must end when their main method has ended, whatever their attempts were like. */
class JvmEndIT {

    private static final Duration FROM_THE_END_OF_MAIN = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final DevelopmentCa ca = DevelopmentCa.create();

    @TempDir
    Path directory;

    private final List<FailingEndpoint> endpoints = new ArrayList<>();

    @AfterEach
    void closeEndpoints() throws IOException {
        for (FailingEndpoint endpoint : endpoints) {
            endpoint.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndAfterFailedAttempts(Failure failure) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of(ca.writeCertificate(directory).toString(), "fail"));
        for (Transport transport : Transport.values()) {
            for (MqttVersion version : MqttVersion.values()) {
                if (failure.isPossible(transport)) {
                    arguments.add(argument(failure, transport, version));
                }
            }
        }

        List<String> lines = new CopyOnWriteArrayList<>();
        try (ChildJvm child = child(lines, arguments)) {
            assertEndsByItself(child, lines);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndWhenAConnectionIsClosedInAnOutage(MqttVersion version) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                ChildJvm child = child(lines, List.of("-", "outage", version + "|" + network.uri() + "|0"))) {
            await().atMost(LONG).until(() -> lines.contains(EndingProcess.CONNECTED) || !child.isAlive());
            network.refuse();
            network.cutAll();

            assertEndsByItself(child, lines);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldNotEndWhileAConnectionIsOpen(MqttVersion version) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                ChildJvm child = child(lines, List.of("-", "open", version + "|" + network.uri() + "|0"))) {
            await().atMost(LONG).until(() -> lines.contains(EndingProcess.LAST_LINE) || !child.isAlive());
            assertThat(lines).contains(EndingProcess.LAST_LINE);
            network.refuse();
            network.cutAll();
            await().atMost(LONG).until(() -> Collections.frequency(lines, "RECONNECTING") > 3 || !child.isAlive());
            lines.clear();
            network.accept();

            await().atMost(LONG).until(() -> lines.contains(EndingProcess.CONNECTED) || !child.isAlive());
            assertThat(child.isAlive())
                    .as("the child waits for its connection to be closed, %s", lines)
                    .isTrue();
        }
    }

    private String argument(Failure failure, Transport transport, MqttVersion version)
            throws IOException, GeneralSecurityException {
        FailingEndpoint endpoint = FailingEndpoint.open(failure, transport, version, ca);
        endpoints.add(endpoint);
        return version + "|" + endpoint.uri() + "|" + (failure == Failure.PROXY_407 ? endpoint.port() : 0);
    }

    private static ChildJvm child(List<String> lines, List<String> arguments) throws IOException {
        return ChildJvm.of(EndingProcess.class, lines::add, arguments.toArray(String[]::new));
    }

    private static void assertEndsByItself(ChildJvm child, List<String> lines) throws InterruptedException {
        await().atMost(LONG).until(() -> lines.contains(EndingProcess.LAST_LINE) || !child.isAlive());
        assertThat(lines).contains(EndingProcess.LAST_LINE);
        assertThat(child.endsWithin(FROM_THE_END_OF_MAIN))
                .as("the child ends by itself after %s", lines)
                .isTrue();
        assertThat(child.exitCode()).isZero();
    }
}
