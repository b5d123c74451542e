package dev.latido.testkit;

import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * The permission of a user of a {@link TestBroker} for the topics of one filter. Rules only grant: without any rule,
 * every user may do everything; with one or more, each user may do only what its own rules grant.
 *
 * <p>A denied message is never delivered, on any broker. How the broker reports the denial differs:
 *
 * <table>
 *   <caption>MQTT 5 answers to what is denied</caption>
 *   <tr><th></th><th>HiveMQ (embedded, container)</th><th>Mosquitto</th></tr>
 *   <tr><td>PUBLISH</td><td>PUBACK 135 (QoS 1), then DISCONNECT 135</td><td>PUBACK 135, connection stays</td></tr>
 *   <tr><td>SUBSCRIBE</td><td>SUBACK 135, also for a filter wider than the granted one</td>
 *       <td>granted; filtered at delivery</td></tr>
 *   <tr><td>CONNECT with a will</td><td>CONNACK 135</td><td>accepted; the will is not published</td></tr>
 * </table>
 *
 * <p>MQTT 3.1.1 has no such codes. HiveMQ closes the connection of a client that publishes without permission, while
 * Mosquitto acknowledges the message and drops it.
 *
 * <p>Instances are immutable and thread-safe.
 *
 * @param user the name of a user
 * @param permission what the user may do
 * @param filter the topics, with {@code +} and {@code #} if there are several
 */
public record AclRule(String user, Permission permission, String filter) {

    private static final Pattern SPACE = Pattern.compile(" +");
    private static final int PARTS = 3;

    /** The permissions that a rule can grant. */
    public enum Permission {
        /** Subscribe and receive. */
        READ,
        /** Publish. */
        WRITE,
        /** Both. */
        READWRITE
    }

    /**
     * Checks that no part is null and that the filter is usable.
     *
     * @param user the name of a user
     * @param permission what the user may do
     * @param filter the topics, with {@code +} and {@code #} if there are several
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the filter is empty or has control characters
     */
    public AclRule {
        Objects.requireNonNull(user, "user must not be null");
        Objects.requireNonNull(permission, "permission must not be null");
        Objects.requireNonNull(filter, "filter must not be null");
        if (filter.isBlank() || filter.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("filter must not be empty or have control characters: " + filter);
        }
    }

    /**
     * Lets a user subscribe and receive.
     *
     * @param user the name of a user
     * @param filter the topics
     * @return the rule
     */
    public static AclRule read(String user, String filter) {
        return new AclRule(user, Permission.READ, filter);
    }

    /**
     * Lets a user publish.
     *
     * @param user the name of a user
     * @param filter the topics
     * @return the rule
     */
    public static AclRule write(String user, String filter) {
        return new AclRule(user, Permission.WRITE, filter);
    }

    /**
     * Lets a user publish, subscribe and receive.
     *
     * @param user the name of a user
     * @param filter the topics
     * @return the rule
     */
    public static AclRule readWrite(String user, String filter) {
        return new AclRule(user, Permission.READWRITE, filter);
    }

    /**
     * Reads a rule from a string.
     *
     * @param text {@code user permission filter} with single or several spaces between, the permission being {@code
     *     read}, {@code write} or {@code readwrite}
     * @return the rule
     * @throws IllegalArgumentException if the string is not of this form
     */
    public static AclRule parse(String text) {
        Objects.requireNonNull(text, "text must not be null");
        String[] parts = SPACE.split(text.strip(), PARTS);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException("a rule is written: user read|write|readwrite filter, not " + text);
        }
        return new AclRule(parts[0], permission(parts[1]), parts[2]);
    }

    private static Permission permission(String text) {
        StringJoiner known = new StringJoiner(", ");
        for (Permission permission : Permission.values()) {
            String word = word(permission);
            if (word.equals(text)) {
                return permission;
            }
            known.add(word);
        }
        throw new IllegalArgumentException("a permission is one of " + known + ", not " + text);
    }

    private static String word(Permission permission) {
        return permission.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The rule as {@link #parse(String)} reads it.
     *
     * @return for example {@code gw-a72f write acme/v1/evt/#}
     */
    @Override
    public String toString() {
        return user + " " + word(permission) + " " + filter;
    }
}
