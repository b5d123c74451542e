package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.mqtt3.Mqtt3ClientConfigView;
import com.hivemq.client.mqtt.MqttClientConfig;
import dev.latido.core.internal.Libraries;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.lang.reflect.Field;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network connection of one attempt, which can be closed before the broker's CONNACK, or later without DISCONNECT.
 * The MQTT client has no way to abort an attempt in progress: it would run to its timeout, and might still begin a
 * session that takes over another one.
 *
 * <p>The client opens the connection on its event loop, during the call. The call is therefore made on that loop, and
 * the channel that is new afterwards belongs to the attempt. Thread-safe.
 */
final class AttemptChannel {

    private static final Logger log = LoggerFactory.getLogger(AttemptChannel.class);

    private static final AttributeKey<Boolean> KNOWN = AttributeKey.valueOf("latido.known");

    /**
     * The greatest number of flushes that are combined into one. The client flushes after each PUBACK, which costs a
     * system call and a TCP segment for every message here, and another read at the broker.
     */
    private static final int FLUSHES = 256;

    private volatile boolean aborted;
    private volatile @Nullable EventLoop loop;

    /** What the peer sends first, and what it sends first inside of TLS. */
    private final FirstBytes raw = new FirstBytes();

    private final FirstBytes decrypted = new FirstBytes();

    /** Used on the loop's thread only. */
    private @Nullable Channel channel;

    /** Makes the call that connects, unless the attempt has been aborted. */
    <T> CompletableFuture<T> open(MqttClientConfig config, Supplier<CompletableFuture<T>> connect) {
        com.hivemq.client.internal.mqtt.MqttClientConfig inside = inside(config);
        if (inside == null) {
            return connect.get();
        }
        CompletableFuture<T> opened = new CompletableFuture<>();
        EventLoop acquired = inside.acquireEventLoop();
        loop = acquired;
        acquired.execute(() -> {
            try {
                connect(acquired, connect, opened);
            } catch (RuntimeException | Error e) {
                // Also an Error, of a class that is missing for example: the loop would only log it.
                opened.completeExceptionally(e);
            } finally {
                inside.releaseEventLoop();
            }
        });
        return opened;
    }

    private <T> void connect(EventLoop acquired, Supplier<CompletableFuture<T>> connect, CompletableFuture<T> opened) {
        if (aborted) {
            opened.cancel(false);
            return;
        }
        firstUnknown(acquired, true);
        connect.get().whenComplete((value, failure) -> {
            if (failure == null) {
                opened.complete(value);
            } else {
                opened.completeExceptionally(failure);
            }
        });
        Channel made = firstUnknown(acquired, false);
        if (made != null && made.pipeline().first() == null) {
            // The client could not set up its handlers, which Netty has logged. The connection would stay without them.
            opened.completeExceptionally(Libraries.withoutHandlers());
            made.close();
            return;
        }
        if (made != null) {
            made.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES, true));
            made.pipeline().addFirst(raw);
            SslHandler tls = made.pipeline().get(SslHandler.class);
            if (tls != null) {
                made.pipeline().addAfter(made.pipeline().context(tls).name(), null, decrypted);
            }
        }
        channel = made;
    }

    /** Returns what the peer has sent first; inside of TLS if it has come so far. */
    FirstBytes firstBytes() {
        return decrypted.isEmpty() ? raw : decrypted;
    }

    /**
     * Closes the connection, whatever step it has reached. Does not wait.
     *
     * @return false if that is not possible
     */
    boolean abort() {
        aborted = true;
        EventLoop acquired = loop;
        if (acquired == null) {
            return false;
        }
        try {
            acquired.execute(() -> {
                if (channel != null) {
                    channel.close();
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("the event loop has ended, so the connection is closed", e);
        }
        return true;
    }

    /**
     * Marks channels of the loop as known; returns the first new one, or with {@code all} marks them all and returns
     * null.
     */
    private static @Nullable Channel firstUnknown(EventLoop loop, boolean all) {
        if (!(loop instanceof SingleThreadEventLoop single)) {
            return null;
        }
        for (Iterator<Channel> channels = single.registeredChannelsIterator(); channels.hasNext(); ) {
            Channel next = channels.next();
            boolean isNew = next.attr(KNOWN).getAndSet(true) == null;
            if (isNew && !all) {
                return next;
            }
        }
        return null;
    }

    /** Returns the configuration that has the event loop, or null if the client has another structure than expected. */
    private static com.hivemq.client.internal.mqtt.@Nullable MqttClientConfig inside(MqttClientConfig config) {
        Object inside = config instanceof Mqtt3ClientConfigView view ? delegate(view) : config;
        return inside instanceof com.hivemq.client.internal.mqtt.MqttClientConfig known ? known : null;
    }

    /** The view of MQTT 3.1.1 does not show the loop. */
    private static @Nullable Object delegate(Mqtt3ClientConfigView view) {
        try {
            Field delegate = Mqtt3ClientConfigView.class.getDeclaredField("delegate");
            delegate.setAccessible(true);
            return delegate.get(view);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.debug("attempts with MQTT 3.1.1 cannot be aborted before their timeout", e);
            return null;
        }
    }
}
