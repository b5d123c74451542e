package dev.latido.core.internal.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The implementations that come with the Java runtime, whatever libraries have registered before them. Java's TLS
 * recognises keys by the names of its own algorithms; Bouncy Castle, for example, calls EC keys "ECDSA".
 */
final class RuntimeProviders {

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    private RuntimeProviders() {}

    static KeyFactory keyFactory(String algorithm) throws NoSuchAlgorithmException {
        Provider own = offering("KeyFactory." + algorithm);
        return own == null ? KeyFactory.getInstance(algorithm) : KeyFactory.getInstance(algorithm, own);
    }

    static CertificateFactory certificates() throws CertificateException {
        Provider own = offering("CertificateFactory.X.509");
        return own == null ? CertificateFactory.getInstance("X.509") : CertificateFactory.getInstance("X.509", own);
    }

    /** Returns a key as the runtime's own implementation has it; the key itself if that is not possible. */
    static PublicKey own(PublicKey key) {
        try {
            return keyFactory(algorithm(key.getAlgorithm())).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    /** Returns the name that Java's TLS has for the algorithm of a key. */
    private static String algorithm(String name) {
        return switch (name) {
            case "ECDSA", "ECDH" -> "EC";
            case "Ed25519", "Ed448" -> "EdDSA";
            default -> name;
        };
    }

    /** Returns the runtime's own provider of a service; null if it has none, as with a restricted runtime. */
    private static @Nullable Provider offering(String service) {
        Provider[] all = Security.getProviders(service);
        return all == null
                ? null
                : Arrays.stream(all).filter(RuntimeProviders::isOwn).findFirst().orElse(null);
    }

    private static boolean isOwn(Provider provider) {
        ClassLoader loader = provider.getClass().getClassLoader();
        return loader == null || loader.equals(PLATFORM);
    }
}
