package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.internal.culprit.CulpritFoundException;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.culprit.Suspect.Hold;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one publisher that are suspected of ending sessions ({@link CulpritSearch}): which of them are held
 * back, and which one is to be tried alone.
 *
 * <p>Confinement: messages are held back and released only in a round; everything else is thread-safe.
 */
final class SuspectMessages {

    private final CulpritSearch search;
    private final int sessions;
    private final IntSupplier unsettled;
    private final Runnable wake;
    private final BiConsumer<OutboxMessage, PublishRejectedException> rejection;

    /** Only in a round. */
    private final Set<OutboxMessage> heldBack = new LinkedHashSet<>();

    private volatile @Nullable OutboxMessage trial;

    /**
     * The suspects of a publisher.
     *
     * @param sessions the number of sessions after which a message is suspected
     * @param unsettled the number of messages that have no outcome
     * @param wake asks for a round
     * @param rejection called with a message that was found to end the connection
     */
    SuspectMessages(
            CulpritSearch search,
            int sessions,
            IntSupplier unsettled,
            Runnable wake,
            BiConsumer<OutboxMessage, PublishRejectedException> rejection) {
        this.search = search;
        this.sessions = sessions;
        this.unsettled = unsettled;
        this.wake = wake;
        this.rejection = rejection;
    }

    /** A message as a suspect. */
    private final class Suspected implements Suspect {

        private final OutboxMessage message;

        private Suspected(OutboxMessage message) {
            this.message = message;
        }

        private SuspectMessages owner() {
            return SuspectMessages.this;
        }

        @Override
        public String inWords() {
            return "message " + message;
        }

        @Override
        public int sessions() {
            return sessions;
        }

        @Override
        public int trials() {
            return 3;
        }

        @Override
        public boolean isFinal() {
            return true;
        }

        @Override
        public boolean isAllThereIs() {
            return unsettled.getAsInt() <= 1;
        }

        @Override
        public void released() {
            wake.run();
        }

        @Override
        public void tryAlone() {
            trial = message;
            wake.run();
        }

        @Override
        public void convicted(CulpritFoundException findings) {
            rejection.accept(
                    message,
                    PublishRejectedException.endingTheConnection(
                            message, findings.code(), String.valueOf(findings.getMessage()), findings.getCause()));
            gone(message);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Suspected suspected
                    && suspected.owner().equals(owner())
                    && suspected.message.equals(message);
        }

        @Override
        public int hashCode() {
            return message.hashCode();
        }
    }

    Suspect.UnderWay underWay(OutboxMessage first, long at, int messages) {
        return new Suspect.UnderWay(new Suspected(first), at, messages);
    }

    /** Forgets what the session before held back; called in a round. */
    void newSession() {
        heldBack.clear();
        trial = null;
    }

    /** Returns the number of messages that may be in flight. */
    int window(int usual) {
        return search.isCareful() ? 1 : usual;
    }

    /** Returns whether a message may be sent now; if not, a round follows when it may. */
    boolean takeTurn() {
        return !search.isAlert() || search.takeTurn(this, wake);
    }

    /** Called when nothing is sent now, although the turn was taken. */
    void giveBack() {
        if (search.isAlert()) {
            search.giveBack(this);
        }
    }

    /** Returns how a message is held back, and remembers it if it is. */
    Hold hold(OutboxMessage message) {
        if (!search.isAlert()) {
            return Hold.NONE;
        }
        Hold hold = search.hold(new Suspected(message));
        if (hold != Hold.NONE) {
            heldBack.add(message);
        }
        return hold;
    }

    /** Returns the message that is to be tried alone now, or null. */
    @Nullable
    OutboxMessage toTry() {
        OutboxMessage wanted = trial;
        if (wanted == null || !heldBack.remove(wanted)) {
            return null;
        }
        trial = null;
        search.begun(new Suspected(wanted));
        return wanted;
    }

    /** Returns a message that was held back in this session and is suspected no longer, or null. */
    @Nullable
    OutboxMessage released() {
        for (OutboxMessage message : heldBack) {
            if (search.hold(new Suspected(message)) == Hold.NONE) {
                heldBack.remove(message);
                return message;
            }
        }
        return null;
    }

    /** Called when the broker has answered a message that needs an answer. */
    void answered(OutboxMessage message) {
        if (search.isAlert()) {
            search.answered(new Suspected(message), true);
        }
    }

    /** Called when a message is not sent any more. */
    void gone(OutboxMessage message) {
        if (search.isAlert()) {
            search.gone(new Suspected(message));
        }
    }
}
