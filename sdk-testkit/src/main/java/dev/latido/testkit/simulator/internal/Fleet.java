package dev.latido.testkit.simulator.internal;

import dev.latido.testkit.simulator.DeviceSimulator;
import dev.latido.testkit.simulator.SentMessage;
import dev.latido.testkit.simulator.SimulatedDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** All devices of a simulator and the thread on which they publish. */
final class Fleet implements DeviceSimulator {

    private static final int CLOSED_AT_ONCE = 16;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(2);

    private final SimulatorSettings settings;
    private final List<SimulatedDevice> planned;
    private final List<ConnectedDevice> devices = new ArrayList<>();
    private final SentLog sent = new SentLog();
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean paced;

    private Fleet(SimulatorSettings settings) {
        this.settings = settings;
        this.planned = List.copyOf(settings.fleet());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "latido-simulator"));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static Fleet connect(SimulatorSettings settings) {
        Fleet fleet = new Fleet(settings);
        try {
            fleet.connectAll();
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void connectAll() {
        for (PlannedDevice device : settings.fleet()) {
            devices.add(new ConnectedDevice(device, thread, sent));
        }
        CompletableFuture<?>[] sessions =
                devices.stream().map(ConnectedDevice::inSession).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(sessions).get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable refusal = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException("a device was refused: " + refusal.getMessage(), refusal);
        } catch (TimeoutException e) {
            throw unreachable();
        } catch (InterruptedException e) {
            throw interrupted("connecting", e);
        }
    }

    private IllegalStateException unreachable() {
        List<ConnectedDevice> missing =
                devices.stream().filter(device -> !device.inSession().isDone()).toList();
        Throwable failure = missing.stream()
                .map(ConnectedDevice::lastFailure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new IllegalStateException(
                missing.size() + " of " + devices.size() + " devices are not in session on " + settings.uri()
                        + " after " + settings.timeout() + (failure == null ? "" : ": " + failure.getMessage()),
                failure);
    }

    private static IllegalStateException interrupted(String doing, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while " + doing, cause);
    }

    void begin() {
        paced = true;
        thread.execute(() -> devices.forEach(ConnectedDevice::publishPaced));
    }

    @Override
    public List<SimulatedDevice> devices() {
        return planned;
    }

    @Override
    public List<SentMessage> sent() {
        return sent.messages();
    }

    @Override
    public void run(int messagesPerDevice) {
        if (messagesPerDevice < 1) {
            throw new IllegalArgumentException("messagesPerDevice must be 1 or more, was " + messagesPerDevice);
        }
        if (paced || thread.isShutdown()) {
            throw new IllegalStateException(
                    paced ? "the fleet publishes at its own pace; connect() it to run it" : "the fleet has stopped");
        }
        long messages = (long) messagesPerDevice * devices.size();
        if (!sent.hasRoom(messages)) {
            throw new IllegalStateException("a simulator sends " + MAX_SENT + " messages at most; " + sent.size()
                    + " and " + messages + " are more");
        }
        long wanted = sent.size() + messages;
        thread.execute(() -> devices.forEach(device -> device.publish(messagesPerDevice)));
        try {
            boolean settled = sent.await(wanted, settings.timeout().toNanos());
            Throwable failure = sent.firstFailure();
            if (failure != null) {
                throw new IllegalStateException("a message was not acknowledged: " + failure.getMessage(), failure);
            }
            if (!settled) {
                throw new IllegalStateException(sent.size() + " of " + wanted + " messages are sent and "
                        + sent.unsettled() + " not acknowledged after " + settings.timeout());
            }
        } catch (InterruptedException e) {
            throw interrupted("waiting for acknowledgements", e);
        }
    }

    @Override
    public void stop() {
        thread.shutdown();
        try {
            thread.awaitTermination(HAND_OVER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean drain(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout must not be null");
        try {
            return sent.await(0, timeout.toNanos()) && sent.firstFailure() == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stop();
        ExecutorService closers = Executors.newFixedThreadPool(
                Math.min(CLOSED_AT_ONCE, settings.devices()), task -> daemon(task, "latido-simulator-close"));
        devices.forEach(device -> closers.execute(device::close));
        closers.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!closers.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                closers.shutdownNow();
            }
        } catch (InterruptedException e) {
            closers.shutdownNow();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "DeviceSimulator[" + settings.devices() + " devices, seed " + settings.seed() + ", " + sent.size()
                + " sent]";
    }
}
