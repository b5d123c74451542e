package dev.latido.testkit.internal.mosquitto;

import dev.latido.testkit.BrokerUser;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Lines of a password file as {@code mosquitto_passwd} writes them: salted, PBKDF2 with SHA-512. That program is not
 * used, because it needs each password on its command line, and when it reads a file it truncates passwords at a colon.
 */
final class MosquittoPassword {

    private static final int ITERATIONS = 101;
    private static final int SALT_BYTES = 12;
    private static final int HASH_BITS = 512;

    private MosquittoPassword() {}

    static String lines(List<BrokerUser> users) {
        return users.stream().map(user -> line(user) + "\n").collect(Collectors.joining());
    }

    private static String line(BrokerUser user) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return user.name() + ":$7$" + ITERATIONS + "$" + base64(salt) + "$" + base64(hash(user.password(), salt));
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot hash passwords with PBKDF2 and SHA-512", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
