package dev.latido.core.internal.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.PemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client certificate in its file, which may be newer than the one of the session. The file is read again only when
 * it has changed. Thread-safe.
 */
final class CertificateOnDisk {

    private static final Logger log = LoggerFactory.getLogger(CertificateOnDisk.class);

    /** What a file looks like from outside; a renewed one looks different. */
    private record Look(
            FileTime modified, long size, @Nullable Object key) {}

    private final TlsDeclaration tls;

    @GuardedBy("this")
    private @Nullable Look last;

    @GuardedBy("this")
    private List<X509Certificate> read = List.of();

    CertificateOnDisk(TlsDeclaration tls) {
        this.tls = tls;
    }

    /**
     * Returns the certificate in the file and its issuers.
     *
     * @param inUse those of the session, which are returned if the file cannot be read
     */
    synchronized List<X509Certificate> newest(List<X509Certificate> inUse) {
        Path file = tls.identityFile();
        if (file == null || inUse.isEmpty()) {
            return inUse;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Look now = new Look(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            if (!now.equals(last)) {
                read = tls.certificatesOnDisk();
                last = now;
            }
        } catch (IOException | PemException e) {
            log.debug("{} cannot be read; the session's certificate counts", file, e);
            return inUse;
        }
        return read.isEmpty() ? inUse : read;
    }
}
