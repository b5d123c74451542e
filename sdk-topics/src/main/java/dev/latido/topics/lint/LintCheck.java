package dev.latido.topics.lint;

import static dev.latido.topics.lint.Severity.ERROR;
import static dev.latido.topics.lint.Severity.WARNING;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicLayout;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The checks of the {@link TopicLinter}: the six {@linkplain NamingRule naming rules}, and mistakes that show only in the
 * topics of a whole fleet. Immutable and thread-safe.
 *
 * <pre>{@code
 * LintCheck.NEAR_DUPLICATE.id(); // near-duplicate
 * LintCheck.NEAR_DUPLICATE.defaultSeverity(); // WARNING
 * LintCheck.NEAR_DUPLICATE.explanation(); // why it matters, a wrong and a right example
 * }</pre>
 */
public enum LintCheck {

    /** Neither a topic nor a filter by MQTT 5, sections 1.5.4, 4.7 and 4.8.2. */
    MQTT_SYNTAX(
            ERROR,
            "A topic or a filter that MQTT accepts",
            "A broker closes the connection of a client that sends this.",
            List.of("acme/v1/evt/#/temp"),
            List.of("acme/v1/evt/+/norte/gw-a72f/temp")),

    /** Rule 1. Requires the fleet's root, or a company that most topics begin with. */
    GENERAL_TO_SPECIFIC(
            NamingRule.GENERAL_TO_SPECIFIC,
            "A # matches everything below a level. Only if the general levels come first is that a plant, an area or"
                    + " a device.",
            List.of("acme/planta-1/norte/temp", "acme/planta-1/norte/humedad", "temp/norte/planta-1/acme"),
            List.of("acme/planta-1/norte/temp", "acme/planta-1/norte/humedad")),

    /** Rule 2. */
    LOWERCASE_WITHOUT_ACCENTS(
            NamingRule.LOWERCASE_WITHOUT_ACCENTS,
            "Topics are compared byte by byte, so Norte and norte are two places, and an accented letter has two"
                    + " encodings that look the same.",
            List.of("Edificio/A/Sensór"),
            List.of("edificio/a/sensor/temp")),

    /** Rule 3. */
    NO_SPACES_OR_SIGNS(
            NamingRule.NO_SPACES_OR_SIGNS,
            "Spaces and signs must be escaped in shells, URLs, access rules and metrics, and are easily missed in one of"
                    + " them.",
            List.of("Planta 3/Sensor.01"),
            List.of("planta-3/sensor-01")),

    /** Rule 4. */
    NO_WILDCARDS_IN_NAMES(
            NamingRule.NO_WILDCARDS_IN_NAMES,
            "Only filters may contain + and #. A broker closes the connection of a client that publishes to such a"
                    + " topic.",
            List.of("planta/a/temp+max"),
            List.of("planta/a/temp-max")),

    /** Rule 5. */
    DATA_APART_FROM_COMMANDS(
            NamingRule.DATA_APART_FROM_COMMANDS,
            "With a channel level (evt, cmd, state), one access rule lets a dashboard read data without letting it"
                    + " send commands.",
            List.of("acme/v1/todo/mezclado"),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/cmd/planta-1/norte/gw-a72f/reset")),

    /** Rule 6. */
    VERSIONED_ROOT(
            NamingRule.VERSIONED_ROOT,
            "The hierarchy is the API of the fleet. With a version, old and new devices can coexist while it"
                    + " changes.",
            List.of("acme/planta-1/norte/temp"),
            List.of("acme/v1/planta-1/norte/temp")),

    /**
     * Too few levels to hold a place, a device and a measure: under a known root fewer than those of its
     * {@link TopicLayout}, otherwise fewer than three below company, version and channel.
     */
    NO_DEVICE_LEVEL(
            WARNING,
            "The device has its own level",
            "An id in the payload cannot be filtered or routed, and no access rule can restrict a device to its own"
                    + " topics: every client receives everything.",
            List.of("acme/v1/evt/planta-1/temp"),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp")),

    /** More than {@value TopicLinter#MAX_BUSINESS_LEVELS} levels below company, version and channel. */
    MANY_LEVELS(
            WARNING,
            "At most " + TopicLinter.MAX_BUSINESS_LEVELS + " levels below company, version and channel",
            "The longer the topic, the more fragile the hierarchy: each level is one more thing that can change. Four or"
                    + " five are enough; the rest belongs in the payload.",
            List.of("acme/v1/evt/planta-1/norte/linea-2/celda-4/gw-a72f/temp"),
            List.of("acme/v1/evt/planta-1/norte/linea-2/gw-a72f/temp")),

    /** {@value TopicLinter#TOO_MANY_LEVELS} levels or more in all. */
    TOO_MANY_LEVELS(
            ERROR,
            "Fewer than " + TopicLinter.TOO_MANY_LEVELS + " levels",
            "Such a topic carries metadata: each change of a site, a rack or a team breaks every consumer.",
            List.of("acme/v1/evt/es/madrid/planta-1/norte/linea-2/celda-4/rack-7/gw-a72f/temp"),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp")),

    /** More than 256 bytes in UTF-8. */
    TOO_LONG(
            WARNING,
            "At most " + FleetLimits.MAX_BYTES + " bytes",
            "The topic is sent with each message and is then often larger than the value; some brokers reject longer"
                    + " topics.",
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/" + "temp-of-bearing-".repeat(16)),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp-of-bearing")),

    /** A filter of wildcards only, or with a wildcard at the level of the company. */
    ROOT_WILDCARD(
            ERROR,
            "No subscription from the root",
            "It matches the whole fleet: one small dashboard can overload the broker.",
            List.of("#"),
            List.of("acme/v1/evt/#")),

    /** A filter that matches data and commands, or a command among the measures of one device. */
    MIXED_TRAFFIC(
            WARNING,
            "Data subscribers receive no commands",
            "A consumer of data that also receives commands has to guess which messages are commands, and an access"
                    + " rule cannot separate them.",
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/evt/planta-1/norte/gw-a72f/reset"),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/cmd/planta-1/norte/gw-a72f/reset")),

    /** Two names at the same level that differ in case, joiners, leading zeros, an abbreviation or one slip. */
    NEAR_DUPLICATE(
            WARNING,
            "One thing has one name",
            "Half of the devices publish under one name, half of the consumers read the other, and no error is reported.",
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/evt/planta-1/norte/gw-b10c/temperature"),
            List.of("acme/v1/evt/line-1/norte/gw-a72f/temp", "acme/v1/evt/line-2/norte/gw-a73f/temp")),

    /** Topics of different depth below one company, version and channel. */
    UNEVEN_DEPTH(
            WARNING,
            "One depth below one root",
            "A + matches exactly one level, so no filter with the device at its level matches both hierarchies.",
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/evt/planta-2/norte/linea-1/gw-b10c/temp"),
            List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/evt/planta-2/linea-1/gw-b10c/temp")),

    /** Two filters that one topic can match, neither shared or both shared in one group. */
    OVERLAPPING_FILTERS(
            WARNING,
            "No message is delivered twice to one client",
            "If one client subscribes to both, the broker delivers a message that matches both with the higher QoS of"
                    + " the two, and may deliver one copy for each (MQTT 5 section 3.3.4). On some brokers, the handler"
                    + " then runs twice. Subscribe to the wider filter only, or deduplicate messages by their id.",
            List.of("acme/v1/evt/planta-1/#", "acme/v1/evt/+/+/+/temp"),
            List.of("acme/v1/evt/planta-1/#", "acme/v1/evt/planta-2/+/+/temp")),

    /** An entry of the allow-list that no topic or filter needs. */
    UNUSED_ALLOWANCE(
            WARNING,
            "The allow-list has only entries that are needed",
            "An exception that is no longer needed hides the next mistake with that name. Remove it.",
            List.of(),
            List.of());

    private final Severity severity;
    private final String statement;
    private final String why;
    /** The lines of the examples. */
    private final String wrong;

    private final String right;

    LintCheck(Severity severity, String statement, String why, List<String> wrong, List<String> right) {
        this.severity = severity;
        this.statement = statement;
        this.why = why;
        this.wrong = String.join("\n", wrong);
        this.right = String.join("\n", right);
    }

    LintCheck(NamingRule rule, String why, List<String> wrong, List<String> right) {
        this(ERROR, rule.statement() + " (" + rule.source() + ")", why, wrong, right);
    }

    /** Returns the check for a naming rule, which has the same name. */
    static LintCheck of(NamingRule rule) {
        return valueOf(rule.name());
    }

    /**
     * The name of the check in reports.
     *
     * @return for example {@code near-duplicate}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The severity of findings, unless {@link TopicLinter.Builder#severity} sets another.
     *
     * @return the default severity
     */
    public Severity defaultSeverity() {
        return severity;
    }

    /**
     * The requirement, in one line.
     *
     * @return an English sentence without a full stop
     */
    public String statement() {
        return statement;
    }

    /**
     * The reason for the check, with wrong and right examples.
     *
     * @return a few lines, separated by {@code \n}
     */
    public String explanation() {
        return why + examples("wrong", wrong()) + examples("right", right());
    }

    /** A list in which the check finds something; a test verifies it. */
    List<String> wrong() {
        return wrong.lines().toList();
    }

    /** A list in which the check finds nothing; a test verifies it. */
    List<String> right() {
        return right.lines().toList();
    }

    private static String examples(String kind, List<String> lines) {
        return lines.stream()
                .map(line -> "\n  " + kind + "  " + Quoted.of(line))
                .collect(Collectors.joining());
    }
}
