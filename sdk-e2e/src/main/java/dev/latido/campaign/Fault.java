package dev.latido.campaign;

import dev.latido.campaign.process.CrashPoint;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The faults, by the names of the command line. */
enum Fault {
    /** A connection ends with FIN. */
    CUT,
    /** A connection ends with RST. */
    RESET,
    /** A connection discards everything and stays open. */
    HALF_OPEN,
    /** Everything on all connections arrives late, for a while. */
    DELAY,
    /** PUBACKs are dropped together with the producer's connection. */
    PUBACK_LOST,
    /** PUBACKs do not arrive, and the connection stays open. */
    PUBACK_WITHHELD,
    /** The producer is answered "quota exceeded" (0x97). */
    QUOTA,
    /** The producer is answered "unspecified error" (0x80). */
    UNSPECIFIED,
    /** The broker is stopped gracefully and started again. */
    BROKER_RESTART,
    /** The broker is killed with SIGKILL and started again. */
    BROKER_KILL,
    /** Another client takes the producer's id and discards its session. */
    SESSION_LOST,
    /** A subscriber is killed with SIGKILL when a message is claimed or marked. */
    KILL_AFTER_CLAIM(CrashPoint.AFTER_CLAIM),
    /** A subscriber is killed when the effect is written. */
    KILL_AFTER_EFFECT(CrashPoint.AFTER_EFFECT),
    /** A subscriber is killed when the handler has returned. */
    KILL_BEFORE_COMMIT(CrashPoint.BEFORE_COMMIT),
    /** A subscriber is killed when everything is committed. */
    KILL_BEFORE_ACKNOWLEDGEMENT(CrashPoint.BEFORE_ACKNOWLEDGEMENT),
    /** A subscriber is stopped (SIGSTOP) for longer than its lease. */
    PAUSE,
    /** The publisher is killed with SIGKILL. */
    KILL_PUBLISHER,
    /** PostgreSQL is killed in the middle of a commit and started again. */
    DATABASE_RESTART,
    /** Redis, which writes its file before each answer, is killed and started again. */
    REDIS_RESTART,
    /** Redis forgets everything. */
    REDIS_FLUSH,
    /** The wall clock of a process is set forwards or backwards. */
    CLOCK_STEP,
    /** A fifth of all deliveries is delivered twice, during the whole run. */
    DUPLICATES,
    /** Some deliveries are overtaken by later ones, during the whole run. */
    REORDER;

    /** The faults that end a subscriber's process. */
    static final Set<Fault> DEATHS =
            EnumSet.of(KILL_AFTER_CLAIM, KILL_AFTER_EFFECT, KILL_BEFORE_COMMIT, KILL_BEFORE_ACKNOWLEDGEMENT);

    private final @Nullable CrashPoint point;

    Fault() {
        this.point = null;
    }

    Fault(CrashPoint point) {
        this.point = point;
    }

    /** Returns the name in the command line, in plans and in reports. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the fault with this name. */
    static Optional<Fault> of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }

    /** Returns whether the fault is active during the whole run. */
    boolean isWeather() {
        return this == DUPLICATES || this == REORDER;
    }

    /** Returns whether the fault affects one process, which can be the producer. */
    boolean isAnybodys() {
        return this == CUT || this == RESET || this == HALF_OPEN || this == CLOCK_STEP;
    }

    /** Returns the point at which a subscriber is killed. */
    Optional<CrashPoint> point() {
        return Optional.ofNullable(point);
    }
}
