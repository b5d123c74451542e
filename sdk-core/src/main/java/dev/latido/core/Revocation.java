package dev.latido.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Check whether a broker's certificate was revoked, by the Java runtime's own certificate path validation (RFC 5280).
 * Both variants are strict: if the status cannot be determined, the broker is refused.
 *
 * <p>Immutable and thread-safe.
 */
public final class Revocation {

    private static final Revocation OCSP = new Revocation(List.of());

    private final List<Path> lists;

    private Revocation(List<Path> lists) {
        this.lists = lists;
    }

    /**
     * Checks against revocation lists (CRL) in files, which are read for each connection. There must be a current list
     * of each authority between the root and the broker, including the root's; with a list past its {@code nextUpdate},
     * every broker is refused.
     *
     * @param files one or more files with one or more lists each, PEM or DER
     * @return a check against these lists
     * @throws IllegalArgumentException if no file is named
     */
    public static Revocation crl(Path... files) {
        Objects.requireNonNull(files, "files must not be null");
        if (files.length == 0) {
            throw new IllegalArgumentException("files must name at least one file");
        }
        for (Path file : files) {
            Objects.requireNonNull(file, "files must not hold null");
        }
        return new Revocation(List.of(files));
    }

    /**
     * Checks with the responder (OCSP) that the broker's certificate names, or with that responder's answer if the
     * broker staples it to its handshake. The wait for an answer that is not stapled is limited by the system property
     * {@code com.sun.security.ocsp.timeout}, 15 s by default; meanwhile other connections that use OCSP may wait too,
     * but never those that do not use it.
     *
     * @return a check with the responder
     */
    public static Revocation ocsp() {
        return OCSP;
    }

    /**
     * Returns the files with revocation lists.
     *
     * @return the files, empty for {@link #ocsp()}
     */
    public List<Path> lists() {
        return lists;
    }

    @Override
    public String toString() {
        return lists.isEmpty() ? "Revocation[ocsp]" : "Revocation[crl " + lists + "]";
    }
}
