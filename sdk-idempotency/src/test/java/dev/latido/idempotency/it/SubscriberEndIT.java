package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttVersion;
import dev.latido.core.it.ChildJvm;
import dev.latido.core.it.EndingProcess;
import dev.latido.core.it.UnloadedApplication;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscriber leaves behind when its connection is closed in an outage: nothing. */
class SubscriberEndIT {

    private static final Duration FROM_THE_END_OF_MAIN = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void shouldLetTheJvmEnd(MqttVersion version) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                ChildJvm child = ChildJvm.of(EndingSubscriber.class, lines::add, version.name(), network.uri())) {
            await().atMost(LONG).until(() -> lines.contains(EndingProcess.CONNECTED) || !child.isAlive());
            network.refuse();
            network.cutAll();

            await().atMost(LONG).until(() -> lines.contains(EndingProcess.LAST_LINE) || !child.isAlive());
            assertThat(lines).contains(EndingProcess.LAST_LINE);
            assertThat(child.endsWithin(FROM_THE_END_OF_MAIN))
                    .as("the child ends by itself after %s", lines)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void shouldLetAContainerUnloadTheApplication(MqttVersion version) throws Exception {
        WeakReference<ClassLoader> loader;
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            loader = UnloadedApplication.run(EndingSubscriber.class, application -> {
                application.send("start " + version + " " + network.uri());
                network.refuse();
                network.cutAll();
                application.send("close");
                assertThat(application.send("state")).isEqualTo("CLOSED");
            });
        }

        UnloadedApplication.assertCollected(loader);
    }
}
