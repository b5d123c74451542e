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
 * The permissions of users to publish and read topics, for brokers to enforce. A policy uses the same types as the
 * topics. Each user has only the permissions that it needs.
 *
 * <pre>{@code
 * TopicRoot acme = TopicRoot.of("acme", 1);
 * TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
 * AclPolicy policy = AclPolicy.builder(acme)
 *         .device("gw-a72f", "planta-1", "norte")
 *         .consumer("billing-1", temperatures, "billing")
 *         .operator("shift-1", "planta-1")
 *         .monitor("grafana")
 *         .build();
 * String acl = policy.mosquittoAcl();
 * String conf = policy.mosquittoConf(Path.of("/etc/mosquitto/acme.acl"));
 * String rbac = policy.hivemqRbac(user -> hashedPassword(user));
 * }</pre>
 *
 * <p>A device is the user whose name is the device's level. Permissions depend on the user name, which the broker
 * authenticates, never on the client id, which any client can claim. A user has the permissions of all its roles.
 *
 * <p>Mosquitto grants a forbidden SUBSCRIBE but delivers nothing, and an MQTT 3.1.1 client sees success for a forbidden
 * message, which Mosquitto drops. HiveMQ refuses both. Immutable and thread-safe.
 */
public final class AclPolicy {

    /** The default topics of the dead letters of consumers; a group follows. */
    private static final String DEAD_LETTERS = "latido/v1/evt/dead-letter/";

    private static final int MAX_USER_LENGTH = 128;
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0," + (MAX_USER_LENGTH - 1) + "}");

    private static final Pattern GROUP = Pattern.compile("(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*");

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
     * Returns a builder for the roles of a policy.
     *
     * @param root the company and version to which devices and operators are restricted
     * @return a builder without users
     */
    public static Builder builder(TopicRoot root) {
        return new Builder(Objects.requireNonNull(root, "root must not be null"));
    }

    /**
     * Returns the rules for Mosquitto 2, the content of its {@code acl_file}. Without {@link Builder#everyDevice()}, it has
     * lines for named users only, because a {@code pattern} line gives its permissions to every user.
     *
     * @return the text of the file
     */
    public String mosquittoAcl() {
        return MosquittoAcl.of(this);
    }

    /**
     * Returns the lines of {@code mosquitto.conf} that {@link #mosquittoAcl()} requires. They forbid anonymous clients and
     * use the user name as client id, so that no client can take over another's session by claiming its client id. Each
     * user then has one connection at a time. The lines do not configure passwords, for example a {@code password_file}.
     *
     * @param aclFile the path of the rules
     * @return the lines, with comments that say where to put them
     * @throws IllegalArgumentException if the path contains characters that would end the line
     */
    public String mosquittoConf(Path aclFile) {
        Objects.requireNonNull(aclFile, "aclFile must not be null");
        return MosquittoAcl.configuration(aclFile);
    }

    /**
     * Returns the {@code credentials.xml} of HiveMQ's File RBAC Extension, with users and roles. With
     * {@link Builder#everyDevice()} it contains a role {@code device} for users that you add.
     *
     * <p>That extension cannot bind client ids to users. A client that claims another's client id has no access to its topics,
     * but takes over its session with the messages that are queued there.
     *
     * @param passwords maps the name of a user to the text in the file for its password, a hash made by the tool of the
     *     extension; called once for each user
     * @return the text of the file
     * @throws IllegalArgumentException if a password is empty or contains control characters
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

    /** Returns the place of each named device. */
    Map<String, DevicePlace> devices() {
        return devices;
    }

    /** Returns the permissions of users beyond those of a device. */
    Map<String, List<AclGrant>> grants() {
        return grants;
    }

    /** Collects the roles of an {@link AclPolicy}. Not thread-safe. */
    public static final class Builder {

        private final TopicRoot root;
        private final Map<String, DevicePlace> devices = new LinkedHashMap<>();
        private final Map<String, List<AclGrant>> grants = new LinkedHashMap<>();
        private boolean everyDevice;

        private Builder(TopicRoot root) {
            this.root = root;
        }

        /**
         * Adds a device at its place. It may publish its own events, states and presence, and read its own commands.
         * A device that handles its commands with a group of consumers also needs the role {@link #consumer(String,
         * TopicFilter, String)} for its dead letters.
         *
         * @param user the user, named as the device's level
         * @param site the site
         * @param area the area
         * @return this builder
         * @throws InvalidTopicException if a name is not a legal level
         * @throws IllegalStateException if the device already has a place, or after {@link #everyDevice()}
         */
        public Builder device(String user, String site, String area) {
            Objects.requireNonNull(user, "user must not be null");
            Objects.requireNonNull(site, "site must not be null");
            Objects.requireNonNull(area, "area must not be null");
            root.commands().site(site).area(area).device(user).anyCommand();
            if (everyDevice) {
                throw new IllegalStateException("the policy already has everyDevice()");
            }
            if (devices.putIfAbsent(checked(user), new DevicePlace(site, area)) != null) {
                throw new IllegalStateException("the device " + user + " has a place already");
            }
            return this;
        }

        /**
         * Makes every user without another role a device at any place, restricted only to its own name. This is for fleets
         * that are too large or change too often to list; {@link #device} grants less.
         *
         * @return this builder
         * @throws IllegalStateException after {@link #device}
         */
        public Builder everyDevice() {
            if (!devices.isEmpty()) {
                throw new IllegalStateException("the policy already lists devices: " + devices.keySet());
            }
            everyDevice = true;
            return this;
        }

        /**
         * Adds a user that reads the topics that a filter matches, and publishes the dead letters of any group of consumers:
         * {@code latido/v1/evt/dead-letter/+}. Without that permission, a message that cannot be handled holds back all
         * others. On HiveMQ, a user may subscribe to a shared filter only in its group, and to any other filter only without
         * a group.
         *
         * @param user the user
         * @param filter the topics; those of the broker below {@code $} only if the filter begins with {@code $}
         * @return this builder
         * @throws IllegalArgumentException if a name could be misread in the broker's file
         */
        public Builder consumer(String user, TopicFilter filter) {
            return reader(user, filter).producer(user, TopicFilter.of(DEAD_LETTERS + "+"));
        }

        /**
         * Adds a user that reads the topics that a filter matches, and publishes the dead letters of one group of consumers:
         * {@code latido/v1/evt/dead-letter/} followed by the group.
         *
         * @param user the user
         * @param filter the topics; those of the broker below {@code $} only if the filter begins with {@code $}
         * @param group the group of the consumers, 1 to 64 of {@code a-z}, {@code 0-9} and single inner {@code -}
         * @return this builder
         * @throws IllegalArgumentException if the group does not have this form, or if a name could be misread in the
         *     broker's file
         */
        public Builder consumer(String user, TopicFilter filter, String group) {
            Objects.requireNonNull(group, "group must not be null");
            if (!GROUP.matcher(group).matches()) {
                throw new IllegalArgumentException("group " + Quoted.of(group)
                        + " must be 1 to 64 of a-z, 0-9 and single inner '-', as the group of a subscriber");
            }
            return reader(user, filter).producer(user, TopicFilter.of(DEAD_LETTERS + group));
        }

        /**
         * Adds a user that reads the topics that a filter matches and publishes nothing, for example a dashboard.
         *
         * @param user the user
         * @param filter the topics; those of the broker below {@code $} only if the filter begins with {@code $}
         * @return this builder
         * @throws IllegalArgumentException if a name could be misread in the broker's file
         */
        public Builder reader(String user, TopicFilter filter) {
            return grant(user, AclGrant.Access.READ, filter);
        }

        /**
         * Adds a user that publishes to the topics that a filter matches.
         *
         * @param user the user
         * @param filter the topics
         * @return this builder
         * @throws IllegalArgumentException if a name could be misread in the broker's file
         */
        public Builder producer(String user, TopicFilter filter) {
            return grant(user, AclGrant.Access.WRITE, filter);
        }

        /**
         * Adds a user that sends commands to all devices of a site and reads nothing.
         *
         * @param user the user
         * @param site the site
         * @return this builder
         * @throws InvalidTopicException if the site is not a legal level
         * @throws IllegalArgumentException if the user's name could be misread in the broker's file
         */
        public Builder operator(String user, String site) {
            Objects.requireNonNull(site, "site must not be null");
            return producer(
                    user, root.commands().site(site).anyArea().anyDevice().anyCommand());
        }

        /**
         * Adds a user that reads the status topics of the broker: {@code $SYS/#}.
         *
         * @param user the user
         * @return this builder
         * @throws IllegalArgumentException if the user's name could be misread in the broker's file
         */
        public Builder monitor(String user) {
            return reader(user, TopicFilter.of("$SYS/#"));
        }

        /**
         * Creates the policy.
         *
         * @return a policy with the current roles
         * @throws IllegalStateException if there is no role, because brokers treat an empty list of rules as a mistake
         */
        public AclPolicy build() {
            if (devices.isEmpty() && grants.isEmpty() && !everyDevice) {
                throw new IllegalStateException(
                        "a policy needs a role: device, consumer, reader, producer, operator or monitor");
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
