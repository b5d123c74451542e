package dev.latido.core.internal.culprit;

import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that the connection itself sends in every session: a subscription, or the presence message. It is not sent
 * while {@link CulpritSearch} holds it back. Thread-safe.
 */
public final class OwnRequest implements Suspect {

    /** The number of sessions that end with the request first in flight before it is suspected. */
    private static final int SESSIONS = 3;

    private final CulpritSearch search;
    private final String words;
    private final Supplier<@Nullable BrokerSession> openSession;
    private final Function<BrokerSession, CompletableFuture<?>> request;
    private final BiConsumer<BrokerSession, @Nullable Throwable> answer;
    private final Consumer<CulpritFoundException> findings;
    private final boolean message;
    private final Runnable again = this::sendAgain;
    private volatile @Nullable BrokerSession underWayIn;
    private volatile @Nullable BrokerSession answeredIn;
    private volatile boolean cancelled;
    private volatile long at;

    /**
     * A request of a connection.
     *
     * @param words what it is, for the log
     * @param message whether it is a message
     * @param request sends it
     * @param answer called with the session and the broker's refusal, or null if it was granted
     * @param findings called when the broker ends the connection whenever it is sent
     */
    public OwnRequest(
            CulpritSearch search,
            String words,
            boolean message,
            Supplier<@Nullable BrokerSession> openSession,
            Function<BrokerSession, CompletableFuture<?>> request,
            BiConsumer<BrokerSession, @Nullable Throwable> answer,
            Consumer<CulpritFoundException> findings) {
        this.search = search;
        this.words = words;
        this.message = message;
        this.openSession = openSession;
        this.request = request;
        this.answer = answer;
        this.findings = findings;
    }

    /** Sends it, now or when it is its turn, unless it is held back. */
    public void send(BrokerSession session) {
        if (cancelled || session.isEnded()) {
            return;
        }
        if (search.isAlert() && (search.hold(this) != Hold.NONE || !search.takeTurn(this, again))) {
            return;
        }
        sendNow(session);
    }

    private void sendAgain() {
        BrokerSession session = openSession.get();
        if (session != null && !session.equals(underWayIn)) {
            send(session);
        }
    }

    private void sendNow(BrokerSession session) {
        at = System.nanoTime();
        underWayIn = session;
        request.apply(session).whenComplete((granted, wrapped) -> {
            Throwable failure = unwrapped(wrapped);
            if (failure != null && (session.isEnded() || isEnd(failure))) {
                return;
            }
            underWayIn = null;
            answeredIn = session;
            if (search.isAlert()) {
                search.answered(this, message && failure == null);
                search.giveBack(this);
            }
            if (!cancelled) {
                answer.accept(session, failure);
            }
        });
    }

    /** A stage that follows another one wraps its failure. */
    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private static boolean isEnd(Throwable failure) {
        return failure instanceof ConnectionEndedException
                || (failure instanceof BrokerAnswerException ended
                        && ended.packet() == BrokerAnswerException.Packet.DISCONNECT);
    }

    /** Sends it no more. */
    public void cancel() {
        cancelled = true;
        if (search.isAlert()) {
            search.gone(this);
        }
    }

    /** Returns this request if it had no answer in the session, or null. */
    public @Nullable UnderWay underWay(BrokerSession session) {
        return session.equals(underWayIn) ? new UnderWay(this, at, 1) : null;
    }

    @Override
    public String inWords() {
        return words;
    }

    @Override
    public int sessions() {
        return SESSIONS;
    }

    @Override
    public int trials() {
        return 1;
    }

    @Override
    public boolean isFinal() {
        return false;
    }

    @Override
    public boolean isAllThereIs() {
        return false;
    }

    @Override
    public void released() {
        BrokerSession session = openSession.get();
        if (session != null && !session.equals(answeredIn)) {
            sendAgain();
        }
    }

    @Override
    public void tryAlone() {
        BrokerSession session = openSession.get();
        if (session != null && !session.isEnded() && !cancelled) {
            search.begun(this);
            sendNow(session);
        }
    }

    @Override
    public void convicted(CulpritFoundException how) {
        if (!cancelled) {
            findings.accept(how);
        }
    }
}
