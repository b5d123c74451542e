package dev.latido.core.internal.culprit;

import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ReasonCodes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a connection sends is found to end its sessions. The cause is the end of the last one. */
public final class CulpritFoundException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable Integer code;

    CulpritFoundException(int trials, Duration after, Throwable end) {
        super(
                "the broker ends the connection whenever it is sent: when it was alone under way, "
                        + (trials == 1 ? "a session" : trials + " sessions in a row") + " ended within "
                        + Math.max(1, after.toMillis()) + " ms (" + inWords(end)
                        + "), and without it they went on",
                end);
        this.code = ReasonCodes.of(end);
    }

    /** The Last Will: CONNECT is answered without it and not answered with it. */
    public CulpritFoundException(@Nullable Throwable end) {
        super(
                "the broker ends the connection at a CONNECT with the Last Will"
                        + (end == null ? "" : " (" + inWords(end) + ")")
                        + ", and accepts it without",
                end);
        this.code = end == null ? null : ReasonCodes.of(end);
    }

    private static String inWords(Throwable end) {
        BrokerAnswerException answer = Failures.find(end, BrokerAnswerException.class);
        return answer == null ? Failures.inWords(end) : answer.words();
    }

    /** Returns the reason code with which the last session ended, or that of an unspecified error. */
    public int code() {
        return code == null ? ReasonCodes.UNSPECIFIED_ERROR : code;
    }
}
