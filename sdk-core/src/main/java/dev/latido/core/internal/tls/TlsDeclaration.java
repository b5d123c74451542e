package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import dev.latido.core.Revocation;
import dev.latido.core.Tls;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The TLS settings of a connection: paths of files, never their contents. Immutable. */
public final class TlsDeclaration implements Tls {

    /** Trust in the trust store of the Java runtime, without a client certificate. */
    public static final TlsDeclaration SYSTEM = new TlsDeclaration(List.of(), null, null, null);

    /** The files of the client certificate. */
    private record ClientFiles(
            Path certificate, Path key, @Nullable Password password, boolean pkcs12) {

        ClientIdentity read() {
            if (password == null) {
                return read(null);
            }
            return password.use(this::read);
        }

        private ClientIdentity read(char @Nullable [] secret) {
            if (pkcs12) {
                return Pkcs12.identity(key, secret == null ? new char[0] : secret);
            }
            PemFile certificates = PemFile.read(certificate);
            PemFile keys = key.equals(certificate) ? certificates : PemFile.read(key);
            return ClientIdentity.of(
                    certificate,
                    PemTrust.certificates(certificates, "provide the client's certificate in PEM"),
                    key,
                    PemKey.read(keys, secret));
        }
    }

    private final List<Path> trusted;
    private final @Nullable Password trustedPassword;
    private final @Nullable ClientFiles client;
    private final @Nullable Revocation revocation;

    private TlsDeclaration(
            List<Path> trusted,
            @Nullable Password trustedPassword,
            @Nullable ClientFiles client,
            @Nullable Revocation revocation) {
        this.trusted = trusted;
        this.trustedPassword = trustedPassword;
        this.client = client;
        this.revocation = revocation;
    }

    /** Creates settings that trust the authorities of PEM files. */
    public static Tls trusting(Path... pem) {
        Objects.requireNonNull(pem, "pem must not be null");
        if (pem.length == 0) {
            throw new IllegalArgumentException("pem must name at least one file");
        }
        for (Path file : pem) {
            Objects.requireNonNull(file, "pem must not contain null");
        }
        return new TlsDeclaration(List.of(pem), null, null, null).checked();
    }

    /** Creates settings that trust the authorities of a PKCS#12 file. */
    public static Tls trustingPkcs12(Path file, char[] password) {
        Objects.requireNonNull(file, "file must not be null");
        return new TlsDeclaration(List.of(file), Password.of(password), null, null).checked();
    }

    @Override
    public Tls clientCertificate(Path certificate, Path key) {
        return client(certificate, key, null);
    }

    @Override
    public Tls clientCertificate(Path certificate, Path key, char[] password) {
        return client(certificate, key, Password.of(password));
    }

    @Override
    public Tls clientCertificate(Path certificate, Path key, Supplier<char[]> password) {
        return client(certificate, key, Password.from(password));
    }

    private Tls client(Path certificate, Path key, @Nullable Password password) {
        Objects.requireNonNull(certificate, "certificate must not be null");
        Objects.requireNonNull(key, "key must not be null");
        return with(new ClientFiles(certificate, key, password, false));
    }

    @Override
    public Tls clientPkcs12(Path file, char[] password) {
        Objects.requireNonNull(file, "file must not be null");
        return with(new ClientFiles(file, file, Password.of(password), true));
    }

    @Override
    public Tls clientPkcs12(Path file, Supplier<char[]> password) {
        Objects.requireNonNull(file, "file must not be null");
        return with(new ClientFiles(file, file, Password.from(password), true));
    }

    private Tls with(ClientFiles files) {
        files.read();
        return new TlsDeclaration(trusted, trustedPassword, files, revocation);
    }

    @Override
    public Tls revocation(Revocation revocation) {
        Objects.requireNonNull(revocation, "revocation must not be null");
        revocation.lists().forEach(PemTrust::revocationLists);
        return new TlsDeclaration(trusted, trustedPassword, client, revocation);
    }

    /** The files with the trusted authorities; empty when the system's trust store is used. */
    List<Path> authorityFiles() {
        return trusted;
    }

    @Override
    public List<X509Certificate> authorities() {
        if (trustedPassword != null) {
            return trustedPassword.use(secret -> Pkcs12.authorities(trusted.get(0), secret));
        }
        return trusted.stream()
                .flatMap(file -> PemTrust.authorities(file).stream())
                .toList();
    }

    /** Reads the client certificate; returns null if none is declared. */
    @Nullable
    ClientIdentity identity() {
        return client == null ? null : client.read();
    }

    /**
     * Reads the client certificate and its issuers, as far as that is possible without a supplier of the user.
     *
     * @return empty if none is declared, or it cannot be read without its password
     * @throws PemException if a file is unusable
     */
    List<X509Certificate> certificatesOnDisk() {
        if (client == null) {
            return List.of();
        }
        if (!asksTheUser()) {
            return client.read().chain();
        }
        return client.pkcs12()
                ? List.of()
                : PemTrust.certificates(PemFile.read(client.certificate()), "provide the client's certificate in PEM");
    }

    /** Returns the file to name in messages about the client certificate, or null. */
    @Nullable
    Path identityFile() {
        return client == null ? null : client.certificate();
    }

    @Nullable
    Revocation revocation() {
        return revocation;
    }

    /** Returns whether reading calls a supplier of the user, which may block. */
    public boolean asksTheUser() {
        return client != null && client.password() != null && client.password().isSupplied();
    }

    private TlsDeclaration checked() throws PemException {
        authorities();
        return this;
    }

    @Override
    public String toString() {
        return "Tls["
                + (trusted.isEmpty() ? "system trust store" : "trusting " + trusted)
                + (client == null ? "" : ", client certificate " + client.certificate())
                + (revocation == null ? "" : ", " + revocation)
                + "]";
    }
}
