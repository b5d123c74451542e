package dev.latido.testkit;

import java.util.Objects;

/**
 * A user name and a password that a {@link TestBroker} accepts.
 *
 * <p>Instances are immutable and thread-safe. {@link #toString()} does not show the password.
 *
 * @param name not empty, without white space, control characters and colons
 * @param password not empty, without control characters
 */
public record BrokerUser(String name, String password) {

    /**
     * Checks the name and the password.
     *
     * @param name not empty, without white space, control characters and colons
     * @param password not empty, without control characters
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if an argument is empty or has characters that are not allowed
     */
    public BrokerUser {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(password, "password must not be null");
        if (name.isEmpty() || name.chars().anyMatch(BrokerUser::endsAName)) {
            throw new IllegalArgumentException("name must not be empty and without white space and colons: " + name);
        }
        if (password.isEmpty() || password.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the password of " + name + " is empty or has control characters");
        }
    }

    /**
     * Reads a user from a string.
     *
     * @param text {@code name:password}; the first colon separates them
     * @return the user
     * @throws IllegalArgumentException if there is no colon, or the name or the password is not allowed
     */
    public static BrokerUser parse(String text) {
        Objects.requireNonNull(text, "text must not be null");
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a user is written name:password, but there is no colon");
        }
        return new BrokerUser(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return "BrokerUser[" + name + "]";
    }

    private static boolean endsAName(int character) {
        return character == ':' || Character.isWhitespace(character) || Character.isISOControl(character);
    }
}
