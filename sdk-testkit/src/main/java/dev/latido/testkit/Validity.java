package dev.latido.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The time span in which a certificate is valid, both ends included, at a resolution of one second.
 *
 * <p>Instances are immutable and thread-safe.
 *
 * @param notBefore first instant at which the certificate is valid
 * @param notAfter last instant at which it is valid, after {@code notBefore}
 */
public record Validity(Instant notBefore, Instant notAfter) {

    private static final Duration OFFSET = Duration.ofDays(1);

    /**
     * Checks that {@code notAfter} is after {@code notBefore}.
     *
     * @param notBefore first instant at which the certificate is valid
     * @param notAfter last instant at which it is valid, after {@code notBefore}
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code notAfter} is not after {@code notBefore}
     */
    public Validity {
        Objects.requireNonNull(notBefore, "notBefore must not be null");
        Objects.requireNonNull(notAfter, "notAfter must not be null");
        if (!notAfter.isAfter(notBefore)) {
            throw new IllegalArgumentException("notAfter " + notAfter + " must be after notBefore " + notBefore);
        }
    }

    /**
     * Returns a validity from one instant to another.
     *
     * @param notBefore first instant at which the certificate is valid
     * @param notAfter last instant at which it is valid
     * @return the validity
     * @throws IllegalArgumentException if {@code notAfter} is not after {@code notBefore}
     */
    public static Validity of(Instant notBefore, Instant notAfter) {
        return new Validity(notBefore, notAfter);
    }

    /**
     * Returns the validity of a certificate that has expired: it ended one day before {@code now}.
     *
     * @param now the present, for example {@code Instant.now()}
     * @return a validity of one day
     */
    public static Validity expiredAt(Instant now) {
        Objects.requireNonNull(now, "now must not be null");
        return of(now.minus(OFFSET.multipliedBy(2)), now.minus(OFFSET));
    }

    /**
     * Returns the validity of a certificate that is not valid yet: it begins one day after {@code now}.
     *
     * @param now the present, for example {@code Instant.now()}
     * @return a validity of one day
     */
    public static Validity notYetValidAt(Instant now) {
        Objects.requireNonNull(now, "now must not be null");
        return of(now.plus(OFFSET), now.plus(OFFSET.multipliedBy(2)));
    }
}
