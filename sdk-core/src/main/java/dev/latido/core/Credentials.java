package dev.latido.core;

import java.util.Arrays;
import java.util.Objects;
import javax.security.auth.Destroyable;

/**
 * A user name and its password or token, as CONNECT transmits them (MQTT 5, sections 3.1.3.5 and 3.1.3.6).
 *
 * <p>Thread-safe. {@link #toString()} shows the user name only. Latido never destroys credentials from a supplier,
 * because the supplier may return the same object again; it wipes its own copies once the broker has answered.
 */
public final class Credentials implements Destroyable {

    private final String username;
    private final char[] password;
    private boolean destroyed;

    private Credentials(String username, char[] password) {
        this.username = username;
        this.password = password;
    }

    /**
     * Creates credentials.
     *
     * @param username the user name
     * @param password the password or token; copied, so the caller may wipe its array
     * @return the credentials
     */
    public static Credentials of(String username, char[] password) {
        return new Credentials(
                Objects.requireNonNull(username, "username must not be null"),
                Objects.requireNonNull(password, "password must not be null").clone());
    }

    /**
     * Returns the user name.
     *
     * @return the user name
     */
    public String username() {
        return username;
    }

    /**
     * Returns the password.
     *
     * @return a copy, for the caller to wipe
     * @throws IllegalStateException if the credentials were {@linkplain #destroy() destroyed}
     */
    public synchronized char[] password() {
        if (destroyed) {
            throw new IllegalStateException("the credentials of " + username + " have been destroyed; create new ones");
        }
        return password.clone();
    }

    /** Wipes the password. Calling it again has no effect. */
    @Override
    public synchronized void destroy() {
        Arrays.fill(password, '\0');
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
