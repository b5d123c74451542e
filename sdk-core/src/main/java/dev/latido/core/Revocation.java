package dev.latido.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where to find out whether a broker's certificate was revoked: the checks of the Java runtime's own certificate path
 * validation (RFC 5280), on request. Both are strict: when it cannot be found out, the broker is refused.
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
     * Revocation lists (CRL) in files, read for each connection. There must be a current list of each authority between
     * the root and the broker, the root's included: a list past its {@code nextUpdate} refuses every broker.
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
     * The responder (OCSP) that the broker's certificate names, or the answer of that responder that the broker staples
     * to its handshake. An answer that is not stapled is waited for as long as the system property {@code
     * com.sun.security.ocsp.timeout} says, 15 s unless set; meanwhile other connections that use OCSP may wait too, those
     * that do not use it never.
     *
     * @return a check with the responder
     */
    public static Revocation ocsp() {
        return OCSP;
    }

    /**
     * The files with revocation lists.
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
