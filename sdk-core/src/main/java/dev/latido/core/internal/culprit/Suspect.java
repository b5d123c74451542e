package dev.latido.core.internal.culprit;

/**
 * Something that a connection sends in every session until the broker has answered it, and that may be what ends the
 * sessions: a message, a subscription, the presence message. Two suspects are equal if they stand for the same one.
 */
public interface Suspect {

    /** Returns what it is, for the log; never the payload. */
    String inWords();

    /** Returns the number of sessions in a row that end with it first in flight before it is suspected. */
    int sessions();

    /** Returns the number of trials in a row that must end the session before it is convicted. */
    int trials();

    /** Returns whether a conviction is final. Otherwise, it is tried again at the backoff cap. */
    boolean isFinal();

    /** Returns whether its owner has nothing else to send. Must return at once. */
    boolean isAllThereIs();

    /** Sends it if it has not been sent in this session: it is held back no longer. Called without a lock. */
    void released();

    /** Sends it, alone. Called without a lock. */
    void tryAlone();

    /**
     * Called without a lock when it is found to end the sessions.
     *
     * @param findings how that was found, in words
     */
    void convicted(CulpritFoundException findings);

    /**
     * The first request of an owner that is sent and not answered.
     *
     * @param at when it was sent, in nanoseconds of {@link System#nanoTime()}
     * @param requests the number of the owner's requests that are not answered
     */
    record UnderWay(Suspect first, long at, int requests) {}

    /** The treatment of a request. */
    enum Hold {
        /** It is sent. */
        NONE,
        /** It is held back, and so are later messages of its topic. */
        WITH_TOPIC,
        /** It is held back alone: a trial counts against it. */
        ALONE
    }

    /** How a session ended, as far as the next attempt is concerned. */
    enum End {
        /** Nothing is known. */
        PLAIN,
        /** The same request was first in flight as before: no takeover by another client. */
        SUSPICIOUS,
        /** In a trial, as expected: no reason for a longer pause. */
        TRIAL
    }
}
