package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttVersion;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
            loader = run(application -> {
                for (MqttVersion version : MqttVersion.values()) {
                    application.apply("start " + version + " " + plain.uri() + " " + trusted);
                    application.apply("start " + version + " " + broker.tlsUri() + " " + trusted);
                }
                plain.cutAll();
                plain.refuse();
                await().atMost(LONG).until(() -> !"[CONNECTED]".equals(application.apply("state")));
                application.apply("fail");
                plain.accept();
                await().atMost(LONG).until(() -> "[CONNECTED]".equals(application.apply("state")));
                plain.cutAll();
                application.apply("close");
                return application.apply("state");
            });
        }

        await().atMost(LONG).untilAsserted(() -> {
            System.gc();
            assertThat(loader.get()).as("the class loader").isNull();
        });
    }

    /** Runs the application on this thread, as a container does, and forgets it. */
    private static WeakReference<ClassLoader> run(Function<UnaryOperator<String>, String> life) throws Exception {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Object application = loader.loadClass(RedeployedApplication.class.getName())
                    .getConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked")
            UnaryOperator<String> commands = (UnaryOperator<String>) application;
            assertThat(life.apply(commands)).isEqualTo("[CLOSED]");
            return new WeakReference<>(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
            loader.close();
        }
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
