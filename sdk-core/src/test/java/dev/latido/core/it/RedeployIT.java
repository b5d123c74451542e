package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttVersion;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application in a class loader of its own, which the garbage collector can take when everything is closed. */
class RedeployIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void shouldLeaveNothingBehindWhenAnApplicationIsUnloaded() throws Exception {
        DevelopmentCa ca = DevelopmentCa.create();
        String trusted = ca.writeCertificate(directory).toString();
        WeakReference<ClassLoader> loader;
        try (EmbeddedBroker broker = EmbeddedBroker.builder().tls(ca).start();
                FaultProxy plain = FaultProxy.to(broker.host(), broker.port()).start()) {
            loader = UnloadedApplication.run(RedeployedApplication.class, application -> {
                for (MqttVersion version : MqttVersion.values()) {
                    application.send("start " + version + " " + plain.uri() + " " + trusted);
                    application.send("start " + version + " " + broker.tlsUri() + " " + trusted);
                }
                plain.cutAll();
                plain.refuse();
                await().atMost(LONG).until(() -> !"[CONNECTED]".equals(application.send("state")));
                application.send("fail");
                plain.accept();
                await().atMost(LONG).until(() -> "[CONNECTED]".equals(application.send("state")));
                plain.cutAll();
                application.send("close");
                assertThat(application.send("state")).isEqualTo("[CLOSED]");
            });
        }

        UnloadedApplication.assertCollected(loader);
    }
}
