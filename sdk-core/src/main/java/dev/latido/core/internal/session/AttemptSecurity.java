package dev.latido.core.internal.session;

import dev.latido.core.Credentials;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.tls.TlsMaterial;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The credentials and TLS material of one attempt to connect, read again for each attempt.
 *
 * @param username null without credentials
 * @param password in UTF-8, null without credentials; must be wiped after use
 * @param tls null without encryption
 */
public record AttemptSecurity(
        @Nullable String username,
        byte @Nullable [] password,
        @Nullable TlsMaterial tls) {

    static final AttemptSecurity NONE = new AttemptSecurity(null, null, null);

    /** Reads the files and calls the supplier of credentials. */
    public static AttemptSecurity read(ConnectionSettings settings, BrokerAddress broker, Clock clock) {
        TlsMaterial tls = broker.encrypted() ? TlsMaterial.read(settings.tls(), clock) : null;
        Supplier<Credentials> source = settings.credentials();
        if (source == null) {
            return new AttemptSecurity(null, null, tls);
        }
        @Nullable Credentials credentials = source.get();
        if (credentials == null) {
            throw new IllegalStateException(
                    "the supplier of credentials returned null; it must return Credentials.of(...), or throw");
        }
        char[] password = credentials.password();
        try {
            return new AttemptSecurity(credentials.username(), utf8(password), tls);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static byte[] utf8(char[] secret) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** Overwrites the password. The MQTT client uses the same array, but only until CONNECT is sent. */
    public void wipe() {
        if (password != null) {
            Arrays.fill(password, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "AttemptSecurity[" + username + "]";
    }
}
