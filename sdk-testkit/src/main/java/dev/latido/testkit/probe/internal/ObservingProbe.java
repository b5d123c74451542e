package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbeAssert;
import dev.latido.testkit.probe.ProbedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A probe over one {@link ProbeLink}. It never reconnects, because it cannot know which messages it would miss. */
final class ObservingProbe implements MqttProbe, ProbeLink.Listener {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final ProbeSettings settings;
    private final ProbeLink link;
    private final Recording recording;
    private final CompletableFuture<int[]> subscribed = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor pinger;
    private final Thread reader;

    private ObservingProbe(ProbeSettings settings, ProbeLink link) {
        this.settings = settings;
        this.link = link;
        this.recording = new Recording(settings.key(), settings.limit());
        this.reader = daemon(this::read, "latido-probe-reader");
        this.pinger = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "latido-probe-ping"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static MqttProbe start(ProbeSettings settings) {
        try {
            ObservingProbe probe = new ObservingProbe(settings, ProbeLink.open(settings));
            try {
                probe.begin();
                return probe;
            } catch (IOException | RuntimeException e) {
                probe.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot start probe " + settings + ": " + e.getMessage(), e);
        }
    }

    private void begin() throws IOException {
        reader.start();
        link.subscribe();
        long period = link.pingMillis();
        if (period > 0) {
            pinger.scheduleWithFixedDelay(this::ping, period, period, TimeUnit.MILLISECONDS);
        }
        awaitSubscription();
    }

    private void awaitSubscription() throws IOException {
        try {
            int[] codes = subscribed.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (Arrays.stream(codes).anyMatch(ProbeLink::isRefusal)) {
                throw new ProtocolException(
                        "refused to subscribe " + settings.filters() + ", reason codes " + Arrays.toString(codes));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer to SUBSCRIBE: " + recording.trouble(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while subscribing", e);
        }
    }

    private void read() {
        try {
            link.read(this);
        } catch (EOFException e) {
            lost("the broker closed it", e);
        } catch (IOException | RuntimeException e) {
            lost(Objects.toString(e.getMessage(), e.getClass().getSimpleName()), e);
        }
    }

    private void lost(String why, Exception cause) {
        recording.fail("it lost its connection to " + settings.broker() + " (" + why + ")");
        subscribed.completeExceptionally(cause);
        link.close();
    }

    private void ping() {
        try {
            link.ping();
        } catch (IOException e) {
            lost("it cannot be written to", e);
        }
    }

    @Override
    public void arrived(PublishPacket delivery) {
        recording.add(delivery);
    }

    @Override
    public void subscribed(int[] reasonCodes) {
        subscribed.complete(reasonCodes);
    }

    @Override
    public List<ProbedMessage> messages() {
        return recording.messages();
    }

    @Override
    public List<ProbedMessage> messages(String filter) {
        return on(TopicPattern.of(filter), recording.messages());
    }

    private static List<ProbedMessage> on(TopicPattern filter, List<ProbedMessage> messages) {
        return messages.stream()
                .filter(message -> filter.matches(message.topic()))
                .toList();
    }

    @Override
    public List<ProbedMessage> await(String filter, int count, Duration timeout) {
        TopicPattern pattern = TopicPattern.of(filter);
        Objects.requireNonNull(timeout, "timeout must not be null");
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, was " + count);
        }
        boolean enough = recording.await(messages -> on(pattern, messages).size() >= count, timeout);
        List<ProbedMessage> came = messages(filter);
        if (!enough) {
            throw new AssertionError(
                    FailureText.report(filter, "at least " + count + " messages", List.of(), came, timeout, trouble()));
        }
        return came;
    }

    @Override
    public boolean await(Predicate<? super List<ProbedMessage>> condition, Duration timeout) {
        Objects.requireNonNull(condition, "condition must not be null");
        Objects.requireNonNull(timeout, "timeout must not be null");
        return recording.await(condition, timeout);
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(recording.trouble());
    }

    @Override
    public void clear() {
        recording.clear();
    }

    @Override
    public ProbeAssert assertThat() {
        return new ProbeAssert(this);
    }

    /** Disconnects. The pinger's thread writes DISCONNECT, because a frozen broker may never read it. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        recording.end();
        boolean interrupted = Thread.interrupted();
        try {
            pinger.submit(() -> {
                        link.disconnect();
                        return true;
                    })
                    .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The connection ends without DISCONNECT.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        link.close();
        pinger.shutdownNow();
        try {
            reader.join(CLOSE_TIMEOUT.toMillis());
            pinger.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "MqttProbe[" + settings.filters() + ", " + recording.trouble() + ", "
                + recording.messages().size() + " messages]";
    }
}
