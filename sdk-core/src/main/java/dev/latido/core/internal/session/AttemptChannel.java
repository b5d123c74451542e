package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.mqtt3.Mqtt3ClientConfigView;
import com.hivemq.client.mqtt.MqttClientConfig;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.flush.FlushConsolidationHandler;
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
 * The network connection of one attempt, which can be closed before the broker's CONNACK, or later without a word. The MQTT client lets nobody
 * stop an attempt under way: it would go on to its time-out, and might still begin a session that ends another one.
 *
 * <p>The client makes the connection on its event loop while the call runs; so the call is made there, and what is new on
 * the loop after it is the attempt's. Thread-safe.
 */
final class AttemptChannel {

    private static final Logger log = LoggerFactory.getLogger(AttemptChannel.class);

    private static final AttributeKey<Boolean> KNOWN = AttributeKey.valueOf("latido.known");

    /**
     * The client flushes each PUBACK by itself: a system call and a TCP segment for every message, here, and another to
     * read it on the broker's side. So many at most are sent together, those that wait on the loop anyway.
     */
    private static final int FLUSHES = 256;

    private volatile boolean aborted;
    private volatile @Nullable EventLoop loop;

    /** Of the loop's thread only. */
    private @Nullable Channel channel;

    /** Makes the call that connects, unless the attempt was given up before. */
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
            } catch (RuntimeException e) {
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
        if (made != null) {
            made.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES, true));
        }
        channel = made;
    }

    /**
     * Closes the connection, in whatever step it is. Does not wait.
     *
     * @return false if it cannot
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
            log.debug("the event loop has ended, and the connection with it", e);
        }
        return true;
    }

    /** The first connection of the loop that has not been seen yet; with {@code all}, sees all of them. */
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

    /** What has the event loop; null if the client is built in another way than the one we know. */
    private static com.hivemq.client.internal.mqtt.@Nullable MqttClientConfig inside(MqttClientConfig config) {
        Object inside = config instanceof Mqtt3ClientConfigView view ? delegate(view) : config;
        return inside instanceof com.hivemq.client.internal.mqtt.MqttClientConfig known ? known : null;
    }

    /** The view of MQTT 3.1.1 shows everything but the loop. */
    private static @Nullable Object delegate(Mqtt3ClientConfigView view) {
        try {
            Field delegate = Mqtt3ClientConfigView.class.getDeclaredField("delegate");
            delegate.setAccessible(true);
            return delegate.get(view);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.debug("attempts with MQTT 3.1.1 cannot be stopped before their time-out", e);
            return null;
        }
    }
}
