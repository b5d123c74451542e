package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Runs an application in a class loader of its own, as a container does, and closes the class loader after it. */
public final class UnloadedApplication {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** The last release of the JDK whose generator of record methods keeps types by a strong reference. */
    private static final int STRONG_TYPES = 17;

    private UnloadedApplication() {}

    /** The application as the container sees it. */
    public record Commands(UnaryOperator<String> application) {

        /** Has the application execute a command, and returns its answer. */
        public String send(String command) {
            return application.apply(command);
        }
    }

    /**
     * Runs an application, and forgets it. It has a thread of its own: a pool that adds a thread while a test waits would
     * keep the class loader of whoever is waiting.
     *
     * @param application a class without state in this class loader, which takes commands
     */
    public static WeakReference<ClassLoader> run(
            Class<? extends UnaryOperator<String>> application, Consumer<Commands> life) throws Exception {
        FutureTask<WeakReference<ClassLoader>> run = new FutureTask<>(() -> runHere(application, life));
        new Thread(run, "application").start();
        return run.get();
    }

    private static WeakReference<ClassLoader> runHere(
            Class<? extends UnaryOperator<String>> application, Consumer<Commands> life) throws Exception {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Object loaded =
                    loader.loadClass(application.getName()).getConstructor().newInstance();
            @SuppressWarnings("unchecked")
            UnaryOperator<String> commands = (UnaryOperator<String>) loaded;
            life.accept(new Commands(commands));
            return new WeakReference<>(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
            loader.close();
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** Fails if the garbage collector cannot take the class loader. */
    public static void assertCollected(WeakReference<ClassLoader> loader) {
        await().atMost(LONG).untilAsserted(() -> {
            System.gc();
            if (Runtime.version().feature() > STRONG_TYPES) {
                clearSoftReferences();
            }
            assertThat(loader.get()).as("the class loader").isNull();
        });
    }

    /** A request for more memory than there is ends with an error, but not before all soft references are cleared. */
    private static void clearSoftReferences() {
        try {
            long[][] tooMuch = new long[64][];
            for (int i = 0; i < tooMuch.length; i++) {
                tooMuch[i] = new long[Integer.MAX_VALUE - 8];
            }
        } catch (OutOfMemoryError e) {
            // As intended.
        }
    }
}
