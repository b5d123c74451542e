package dev.latido.testkit.internal.hivemq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.internal.broker.AccessList;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.LocalBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An embedded HiveMQ that can be started and stopped any number of times on the same ports. */
final class HiveMqBroker extends LocalBroker implements EmbeddedBroker {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final HiveMqHome home;
    private final BrokerExtension extension;
    private volatile @Nullable HiveMqProcess process;

    HiveMqBroker(
            BrokerPorts ports,
            AccessList access,
            HiveMqHome home,
            Authenticator authenticator,
            Map<String, ConnackReasonCode> refusals) {
        super(ports, access);
        this.home = home;
        this.extension = new BrokerExtension(access, authenticator, refusals);
    }

    @Override
    public boolean isRunning() {
        return process != null;
    }

    @Override
    @GuardedBy("lifecycle")
    protected void launch() {
        process = HiveMqProcess.start(home, extension);
    }

    @Override
    @GuardedBy("lifecycle")
    protected void halt() {
        HiveMqProcess running = process;
        if (running != null) {
            process = null;
            running.close();
        }
    }

    @Override
    @GuardedBy("lifecycle")
    protected void discard() {
        home.close();
    }

    @Override
    public boolean disconnectClient(String clientId, boolean preventWill) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        return answer(extension.clients().disconnectClient(clientId, preventWill));
    }

    @Override
    public boolean dropSession(String clientId) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        return answer(extension.clients().invalidateSession(clientId).exceptionally(HiveMqBroker::falseIfUnknown));
    }

    @Override
    public Set<String> connectedClients() {
        Set<String> connected = new TreeSet<>();
        // The broker calls for one client at a time, and the completed future makes the set visible to this thread.
        CompletableFuture<Void> done = extension.clients().iterateAllClients((context, session) -> {
            if (session.isConnected()) {
                connected.add(session.getClientIdentifier());
            }
        });
        await(done);
        return Set.copyOf(connected);
    }

    private static boolean falseIfUnknown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NoSuchClientIdException) {
            return false;
        }
        throw new CompletionException(cause);
    }

    private static boolean answer(CompletableFuture<Boolean> future) {
        return Boolean.TRUE.equals(await(future));
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker answered with an error", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not answer in " + ANSWER_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the broker", e);
        }
    }
}
