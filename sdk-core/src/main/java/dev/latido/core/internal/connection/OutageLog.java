package dev.latido.core.internal.connection;

import dev.latido.core.internal.Durations;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs a time without a session: a warning when it begins, another one every ten minutes while it lasts, and one for
 * each cause that only a person can fix; then how long it was. Everything else is logged at debug level. Not
 * thread-safe.
 *
 * <p>Sessions that end soon after their begin are one outage, in which each cause is logged once.
 */
final class OutageLog {

    static final Duration REMINDER = Duration.ofMinutes(10);

    /** Number of short sessions in a row that are logged as outages of their own. */
    static final int SHORT_SESSIONS = 3;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Set<String> causes = new HashSet<>();
    private boolean lasting;
    private boolean everOpen;
    private boolean isWarningOpen;
    private long since;
    private long warned;
    private long back;
    private int attempts;
    private int shortSessions;

    OutageLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes note of a failed attempt, or of a session that has ended.
     *
     * @param connection names the connection
     * @param wasOpen whether a session has ended
     * @param words the failure, with the name of the connection
     * @param next what happens next
     * @param isOfItsOwn whether this cause is worth a warning of its own, once in an outage
     */
    void failed(String connection, boolean wasOpen, String words, String next, boolean isOfItsOwn) {
        long now = nanoTime.getAsLong();
        if (!lasting) {
            begin(now, wasOpen);
        }
        if (!wasOpen) {
            attempts++;
        }
        boolean isNewCause = isOfItsOwn && causes.add(words.replaceAll("[0-9]+", "#"));
        boolean isDue = now - warned >= REMINDER.toNanos();
        if (isNewCause || isDue) {
            String lasts = isDue && now - since >= REMINDER.toNanos()
                    ? ". Without a session for " + Durations.inWords(Duration.ofNanos(now - since))
                    : "";
            log.warn("{}{}. {}", words, lasts, next);
            warned = now;
            isWarningOpen = true;
        } else {
            log.debug("{}. {}", words, next);
        }
    }

    private void begin(long now, boolean wasOpen) {
        lasting = true;
        attempts = 0;
        boolean isShort = wasOpen && now - back < AttemptPlan.SHORT_SESSION.toNanos();
        shortSessions = isShort ? shortSessions + 1 : 0;
        if (shortSessions > SHORT_SESSIONS) {
            return;
        }
        since = now;
        causes.clear();
        warned = now - REMINDER.toNanos();
    }

    /** Takes note of a session. */
    void ended(Object connection) {
        long now = nanoTime.getAsLong();
        if (lasting && isWarningOpen) {
            log.info(
                    "{}: connected{} after {} ({} failed attempts)",
                    connection,
                    everOpen ? " again" : "",
                    Durations.inWords(Duration.ofNanos(now - since)),
                    attempts);
        } else if (lasting) {
            log.debug("{}: connected again, after a short session", connection);
        }
        lasting = false;
        isWarningOpen = false;
        everOpen = true;
        back = now;
    }
}
