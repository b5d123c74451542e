package dev.latido.topics.acl;

import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Who may publish and read what, written from the same types as the topics, for brokers to enforce: each user has the
 * least it needs, by the course's third layer of security.
 *
 * <pre>{@code
 * TopicRoot acme = TopicRoot.of("acme", 1);
 * TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
 * AclPolicy policy = AclPolicy.builder(acme)
 *         .device("gw-a72f", "planta-1", "norte")
 *         .consumer("billing-1", temperatures)
 *         .operator("shift-1", "planta-1")
 *         .monitor("grafana")
 *         .build();
 * String acl = policy.mosquittoAcl();
 * String conf = policy.mosquittoConf(Path.of("/etc/mosquitto/acme.acl"));
 * String rbac = policy.hivemqRbac(user -> hashedPassword(user));
 * }</pre>
 *
 * <p>A device is the user whose name is the device's level. Rights hang on the user name, which the broker has checked,
 * never on the client id, which anybody can claim. A user has the rights of all its roles together.
 *
 * <p>On Mosquitto, a forbidden SUBSCRIBE is granted and nothing is delivered, and MQTT 3.1.1 clients see success when
 * they publish what is then dropped. HiveMQ refuses both. Immutable and thread-safe.
 */
public final class AclPolicy {

    private static final int MAX_USER_LENGTH = 128;
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0," + (MAX_USER_LENGTH - 1) + "}");

    private final TopicRoot root;
    private final boolean everyDevice;
    private final Map<String, DevicePlace> devices;
    private final Map<String, List<AclGrant>> grants;

    private AclPolicy(Builder builder) {
        this.root = builder.root;
        this.everyDevice = builder.everyDevice;
        this.devices = new LinkedHashMap<>(builder.devices);
        this.grants = new LinkedHashMap<>();
        builder.grants.forEach((user, own) -> grants.put(user, List.copyOf(own)));
    }

    /**
     * Roles of a new policy.
     *
     * @param root the company and version that devices and operators are bound to
     * @return a builder without users
     */
    public static Builder builder(TopicRoot root) {
        return new Builder(Objects.requireNonNull(root, "root must not be null"));
    }

    /**
     * The rules for Mosquitto 2: what {@code acl_file} names. Without {@link Builder#everyDevice()} there are lines per
     * user only, since a {@code pattern} line gives its rights to every user.
     *
     * @return the text of the file
     */
    public String mosquittoAcl() {
        return MosquittoAcl.of(this);
    }

    /**
     * The lines of {@code mosquitto.conf} that {@link #mosquittoAcl()} relies on: no anonymous clients, and the user
     * name as client id, so that nobody takes over another's session by claiming its client id. Each user then has one
     * connection at a time. The {@code password_file} or whatever else knows the passwords is not among them.
     *
     * @param aclFile where the rules are
     * @return the lines, with comments that say where they belong
     * @throws IllegalArgumentException if the path has characters that would end the line
     */
    public String mosquittoConf(Path aclFile) {
        Objects.requireNonNull(aclFile, "aclFile must not be null");
        return MosquittoAcl.configuration(aclFile);
    }

    /**
     * The {@code credentials.xml} of HiveMQ's File RBAC Extension, with users and roles. With
     * {@link Builder#everyDevice()} there is a role {@code device} for users who are to be added.
     *
     * <p>That extension cannot bind client ids to users: a client that claims another's client id gets none of its
     * topics, but takes its session over, and with it the messages that wait there.
     *
     * @param passwords from the name of a user to what the file has for its password: a hash as the extension's own
     *     tool makes it; called once for each user
     * @return the text of the file
     * @throws IllegalArgumentException if a password is empty or has control characters
     */
    public String hivemqRbac(Function<String, String> passwords) {
        Objects.requireNonNull(passwords, "passwords must not be null");
        return HiveMqRbac.of(this, passwords);
    }

    TopicRoot root() {
        return root;
    }

    boolean hasEveryDevice() {
        return everyDevice;
    }

    /** Where each named device is. */
    Map<String, DevicePlace> devices() {
        return devices;
    }

    /** What users may do beyond being a device. */
    Map<String, List<AclGrant>> grants() {
        return grants;
    }

    /** Roles of an {@link AclPolicy}. Not thread-safe. */
    public static final class Builder {

        private final TopicRoot root;
        private final Map<String, DevicePlace> devices = new LinkedHashMap<>();
        private final Map<String, List<AclGrant>> grants = new LinkedHashMap<>();
        private boolean everyDevice;

        private Builder(TopicRoot root) {
            this.root = root;
        }

        /**
         * A device at its place: publishes its own events, states and presence, reads its own commands.
         *
         * @param user the user, named as the device's level
         * @param site the site
         * @param area the area
         * @return this builder
         * @throws InvalidTopicException if a name is not a legal level
         * @throws IllegalStateException if the device has a place already, or after {@link #everyDevice()}
         */
        public Builder device(String user, String site, String area) {
            Objects.requireNonNull(user, "user must not be null");
            Objects.requireNonNull(site, "site must not be null");
            Objects.requireNonNull(area, "area must not be null");
            root.commands().site(site).area(area).device(user).anyCommand();
            if (everyDevice) {
                throw new IllegalStateException("every device is in the policy already");
            }
            if (devices.putIfAbsent(checked(user), new DevicePlace(site, area)) != null) {
                throw new IllegalStateException("the device " + user + " has a place already");
            }
            return this;
        }

        /**
         * Every user without another role is a device, at whatever place it says, bound to its own name only. For fleets
         * too large or too lively to list; {@link #device} gives less away.
         *
         * @return this builder
         * @throws IllegalStateException after {@link #device}
         */
        public Builder everyDevice() {
            if (!devices.isEmpty()) {
                throw new IllegalStateException("the policy lists its devices already: " + devices.keySet());
            }
            everyDevice = true;
            return this;
        }

        /**
         * A user who reads what a filter matches. On HiveMQ a shared filter may be subscribed to in its group only, and
         * any other in no group.
         *
         * @param user the user
         * @param filter the topics; the broker's own below {@code $} only if the filter names {@code $}
         * @return this builder
         * @throws IllegalArgumentException if a name could break out of the broker's file
         */
        public Builder consumer(String user, TopicFilter filter) {
            return grant(user, AclGrant.Access.READ, filter);
        }

        /**
         * A user who publishes what a filter matches: a backend's dead letters, for example.
         *
         * @param user the user
         * @param filter the topics
         * @return this builder
         * @throws IllegalArgumentException if a name could break out of the broker's file
         */
        public Builder producer(String user, TopicFilter filter) {
            return grant(user, AclGrant.Access.WRITE, filter);
        }

        /**
         * A user who sends commands to all devices of a site, and reads nothing.
         *
         * @param user the user
         * @param site the site
         * @return this builder
         * @throws InvalidTopicException if the site is not a legal level
         * @throws IllegalArgumentException if the user's name could break out of the broker's file
         */
        public Builder operator(String user, String site) {
            Objects.requireNonNull(site, "site must not be null");
            return producer(
                    user, root.commands().site(site).anyArea().anyDevice().anyCommand());
        }

        /**
         * A user who reads what the broker says of itself: {@code $SYS/#}.
         *
         * @param user the user
         * @return this builder
         * @throws IllegalArgumentException if the user's name could break out of the broker's file
         */
        public Builder monitor(String user) {
            return consumer(user, TopicFilter.of("$SYS/#"));
        }

        /**
         * Makes the policy.
         *
         * @return a policy with these roles as they are now
         * @throws IllegalStateException if there is no role: brokers take an empty list of rules for a mistake
         */
        public AclPolicy build() {
            if (devices.isEmpty() && grants.isEmpty() && !everyDevice) {
                throw new IllegalStateException(
                        "a policy needs a role: device, consumer, producer, operator or monitor");
            }
            return new AclPolicy(this);
        }

        private Builder grant(String user, AclGrant.Access access, TopicFilter filter) {
            Objects.requireNonNull(user, "user must not be null");
            Objects.requireNonNull(filter, "filter must not be null");
            AclGrant grant = AclGrant.of(access, filter);
            List<AclGrant> own = grants.computeIfAbsent(checked(user), name -> new ArrayList<>());
            if (!own.contains(grant)) {
                own.add(grant);
            }
            return this;
        }

        private static String checked(String user) {
            if (!USER.matcher(user).matches()) {
                throw new IllegalArgumentException("user " + Quoted.of(user) + " must have 1 to " + MAX_USER_LENGTH
                        + " of A-Z a-z 0-9 . _ @ - and begin with a letter or digit: other characters could end a line"
                        + " or a level in the broker's file");
            }
            return user;
        }
    }
}
