package dev.latido.topics;

import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.template.TopicMapper;
import dev.latido.topics.template.TopicTemplate;

/**
 * Limits of topics and filters beyond the six {@linkplain NamingRule naming rules}: those of the MQTT protocol, those of
 * the size of a fleet, and the layout of a {@link TopicRoot}. Immutable and thread-safe.
 *
 * <pre>{@code
 * try {
 *     TopicFilter.of("#");
 * } catch (InvalidTopicException refused) {
 *     if (refused.violations().get(0).rule() == TopicLimit.ROOT_WILDCARD) {
 *         log.add("give a reason");
 *     }
 * }
 * }</pre>
 */
public enum TopicLimit implements TopicRule {

    /** The limits of strings in the protocol (MQTT 5 sections 1.5.4 and 4.7.3). */
    MQTT_TEXT(
            "MQTT 5 section 4.7.3", "At least one character, well-formed, without U+0000, at most 65,535 UTF-8 bytes"),

    /** The places of wildcards in a filter (MQTT 5 section 4.7.1). */
    MQTT_WILDCARD("MQTT 5 section 4.7.1", "A wildcard fills its level, and # only the last one"),

    /** The form of a shared subscription (MQTT 5 section 4.8.2). */
    MQTT_SHARE("MQTT 5 section 4.8.2", "A shared filter is $share/group/filter, and a group has no /, + or #"),

    /** The longest topic of a fleet: 256 bytes. The topic is sent with each message and is often larger than its value. */
    FLEET_BYTES("fleet limit", "At most " + FleetLimits.MAX_BYTES + " bytes"),

    /** The deepest topic of a fleet: 8 levels. The longer the topic, the more fragile the hierarchy. */
    FLEET_LEVELS("fleet limit", "At most " + FleetLimits.MAX_LEVELS + " levels"),

    /** {@code presence} below a device of the state channel, which belongs to {@link TopicRoot#presence()}. */
    RESERVED_LEVEL("fleet layout", "The level presence is reserved for the presence of a device"),

    /** The levels that a {@link TopicRoot} builds, for texts that are {@linkplain TopicRoot#parse parsed} under it. */
    ROOT_LAYOUT("fleet layout", "company/version/channel/site/area/device and a measure, a command or presence"),

    /** The levels of the {@link TopicTemplate} of a record, for texts that a {@link TopicMapper} reads. */
    RECORD_TEMPLATE("record template", "The levels of the record's @TopicTemplate, each with a value of its component"),

    /** A filter of wildcards alone, which can overload the broker. See {@link TopicFilter#wholeFleet}. */
    ROOT_WILDCARD("fleet limit", "No subscription to the whole fleet without a reason");

    private final String source;
    private final String statement;

    TopicLimit(String source, String statement) {
        this.source = source;
        this.statement = statement;
    }

    @Override
    public String statement() {
        return statement;
    }

    @Override
    public String source() {
        return source;
    }
}
