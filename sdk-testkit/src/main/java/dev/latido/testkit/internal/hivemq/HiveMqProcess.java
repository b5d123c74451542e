package dev.latido.testkit.internal.hivemq;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One run of the embedded broker, from start to stop. A restart creates a new one, because HiveMQ's own in-memory
 * restart fails on metrics that are registered already.
 */
final class HiveMqProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /**
     * Permits one start at a time in this JVM: HiveMQ passes its services to an extension through a static field, and
     * reads settings and the default exception handler from static fields too.
     */
    private static final ReentrantLock STARTING = new ReentrantLock();

    private final EmbeddedHiveMQ hiveMq;

    private HiveMqProcess(EmbeddedHiveMQ hiveMq) {
        this.hiveMq = hiveMq;
    }

    static HiveMqProcess start(HiveMqHome home, BrokerExtension extension) {
        STARTING.lock();
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        boolean jmx = InternalConfigurations.JMX_REPORTER_ENABLED.getAndSet(false);
        int grace = InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.get();
        try {
            if (!home.persistent()) {
                // The time for writing to the store after a stop: none for a store that is removed.
                InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
            }
            return launch(home, extension);
        } finally {
            InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(grace);
            InternalConfigurations.JMX_REPORTER_ENABLED.set(jmx);
            // HiveMQ's own handler ends the JVM on some errors.
            Thread.setDefaultUncaughtExceptionHandler(handler);
            STARTING.unlock();
        }
    }

    private static HiveMqProcess launch(HiveMqHome home, BrokerExtension extension) {
        QuietLogging.apply();
        EmbeddedHiveMQ hiveMq = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(home.configuration())
                .withDataFolder(home.data())
                .withExtensionsFolder(home.extensions())
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("latido-testkit")
                        .withName("Latido test kit")
                        .withVersion("1")
                        .withAuthor("Latido")
                        .withPriority(0)
                        .withStartPriority(1000)
                        .withExtensionMain(extension)
                        .build())
                .withoutLoggingBootstrap()
                .build();
        HiveMqProcess process = new HiveMqProcess(hiveMq);
        try {
            hiveMq.start().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            extension.clients();
            return process;
        } catch (ExecutionException e) {
            process.close();
            throw new IllegalStateException("the embedded broker did not start", e.getCause());
        } catch (TimeoutException | IllegalStateException e) {
            process.close();
            throw new IllegalStateException("the embedded broker did not start in " + TIMEOUT, e);
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the embedded broker started", e);
        }
    }

    /** Closes the broker on a separate thread, because HiveMQ's own close has no time limit. */
    @Override
    public void close() {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            hiveMq.close();
            return null;
        });
        Thread thread = new Thread(closing, "latido-broker-close");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = Thread.interrupted();
        try {
            closing.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the embedded broker did not stop in " + TIMEOUT, e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
