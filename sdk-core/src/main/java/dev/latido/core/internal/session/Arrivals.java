package dev.latido.core.internal.session;

import io.reactivex.Flowable;
import io.reactivex.FlowableSubscriber;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flow of all messages that come over one network connection. The MQTT client ends it with a session whose messages
 * are all acknowledged, and with no attempt that fails. Otherwise it must be cancelled. Thread-safe.
 *
 * @param <P> the client's message
 */
final class Arrivals<P> implements FlowableSubscriber<P> {

    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    private final Consumer<P> receiver;
    private volatile @Nullable Subscription flow;

    private Arrivals(Consumer<P> receiver) {
        this.receiver = receiver;
    }

    /** Begins the flow. */
    static <P> Arrivals<P> of(Flowable<P> messages, Consumer<P> receiver) {
        Arrivals<P> arrivals = new Arrivals<>(receiver);
        messages.subscribe(arrivals);
        return arrivals;
    }

    /** Ends the flow, and drops messages that have not been passed on. */
    void cancel() {
        Subscription begun = flow;
        if (begun == null) {
            return;
        }
        try {
            begun.cancel();
        } catch (RejectedExecutionException e) {
            log.debug("the event loop has ended, and the flow with it", e);
        }
    }

    @Override
    public void onSubscribe(Subscription begun) {
        flow = begun;
        begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(P message) {
        receiver.accept(message);
    }

    @Override
    public void onError(Throwable cause) {
        // The session has ended, which the disconnected listener reports.
    }

    @Override
    public void onComplete() {
        // As above.
    }
}
