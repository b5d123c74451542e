package dev.latido.campaign;

import dev.latido.campaign.process.CrashPoint;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can go wrong, by the names of the command line. */
enum Fault {
    /** A connection ends with FIN. */
    CUT,
    /** A connection ends with RST. */
    RESET,
    /** A connection swallows everything and stays open. */
    HALF_OPEN,
    /** Everything on all connections comes late, for a while. */
    DELAY,
    /** PUBACKs get lost together with the producer's connection. */
    PUBACK_LOST,
    /** PUBACKs do not come, on a connection that lives on. */
    PUBACK_WITHHELD,
    /** The producer hears "quota exceeded" (0x97). */
    QUOTA,
    /** The producer hears "unspecified error" (0x80). */
    UNSPECIFIED,
    /** The broker is stopped in order and started again. */
    BROKER_RESTART,
    /** The broker is killed with SIGKILL and started again. */
    BROKER_KILL,
    /** Another client takes the producer's id and throws its session away. */
    SESSION_LOST,
    /** A subscriber is killed with SIGKILL when a message is claimed or marked. */
    KILL_AFTER_CLAIM(CrashPoint.AFTER_CLAIM),
    /** A subscriber is killed when the effect is written. */
    KILL_AFTER_EFFECT(CrashPoint.AFTER_EFFECT),
    /** A subscriber is killed when the handler has returned. */
    KILL_BEFORE_COMMIT(CrashPoint.BEFORE_COMMIT),
    /** A subscriber is killed when all is committed. */
    KILL_BEFORE_ACKNOWLEDGEMENT(CrashPoint.BEFORE_ACKNOWLEDGEMENT),
    /** A subscriber is stopped (SIGSTOP) for longer than its lease. */
    PAUSE,
    /** The publisher is killed with SIGKILL. */
    KILL_PUBLISHER,
    /** PostgreSQL is killed in the middle of a commit and started again. */
    DATABASE_RESTART,
    /** Redis, which has its file, is killed and started again. */
    REDIS_RESTART,
    /** Redis forgets everything. */
    REDIS_FLUSH,
    /** The wall clock of a process is set forth or back. */
    CLOCK_STEP,
    /** A fifth of all deliveries comes twice, all the time. */
    DUPLICATES,
    /** Some deliveries are overtaken by later ones, all the time. */
    REORDER;

    /** Those that end a subscriber's process. */
    static final Set<Fault> DEATHS =
            EnumSet.of(KILL_AFTER_CLAIM, KILL_AFTER_EFFECT, KILL_BEFORE_COMMIT, KILL_BEFORE_ACKNOWLEDGEMENT);

    private final @Nullable CrashPoint point;

    Fault() {
        this.point = null;
    }

    Fault(CrashPoint point) {
        this.point = point;
    }

    /** As the command line, plans and reports spell it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault with this name. */
    static Optional<Fault> of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }

    /** Whether it is in force from the beginning to the end. */
    boolean isWeather() {
        return this == DUPLICATES || this == REORDER;
    }

    /** Whether it befalls one process of several, the producer among them. */
    boolean isAnybodys() {
        return this == CUT || this == RESET || this == HALF_OPEN || this == CLOCK_STEP;
    }

    /** Where a subscriber is killed. */
    Optional<CrashPoint> point() {
        return Optional.ofNullable(point);
    }
}
