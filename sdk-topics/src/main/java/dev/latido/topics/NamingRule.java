package dev.latido.topics;

import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Spelling;
import java.util.List;
import java.util.Objects;

/**
 * The six naming rules, each of which can be checked on any text. A topic hierarchy is the API of a fleet, and these
 * rules keep that API readable, routable and changeable.
 *
 * <p>The rules are independent, so a text may break one and keep the others: {@code acme/cmd/reset} keeps rule 5 and
 * breaks rule 6. {@link Topic#of} checks rules 2 to 6, {@link TopicRoot#parse} all six.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * List<Violation> found = NamingRule.LOWERCASE_WITHOUT_ACCENTS.check("edificio/a/Sensór/temp");
 * // one, which suggests sensor
 * }</pre>
 */
public enum NamingRule implements TopicRule {

    /**
     * Rule 1: {@code acme/planta-1/norte/temp}, not {@code temp/norte/planta-1/acme}. A text alone does
     * not show which level is general, so {@link #check(String)} finds nothing. {@link #check(String, TopicLayout)}
     * requires that the company comes first, followed by the version and the channel if they are present.
     */
    GENERAL_TO_SPECIFIC(1, "From general to specific: company, site, area, device, measure"),

    /** Rule 2: {@code edificio/a/sensor/temp}, not {@code Edificio/A/Sensór}. Letters are {@code a-z} only. */
    LOWERCASE_WITHOUT_ACCENTS(2, "Lowercase, without accents"),

    /**
     * Rule 3: {@code planta-3/sensor-01}, not {@code Planta 3/Sensor#01}. A single {@code -} or {@code _} may join two
     * letters or digits; every other sign, space, control character and empty level breaks this rule. Rule 4 covers the
     * two signs {@code +} and {@code #}.
     */
    NO_SPACES_OR_SIGNS(3, "No spaces, no unusual signs"),

    /** Rule 4: {@code planta/a/temp-max}, not {@code planta/a/temp+max}. Wildcards belong to filters. */
    NO_WILDCARDS_IN_NAMES(4, "Never + or # in a name"),

    /**
     * Rule 5: {@code acme/cmd/...} and {@code acme/evt/...}, not {@code acme/todo/mezclado}. The channel ({@code evt},
     * {@code cmd} or {@code state}) is the second level, or the third if another level, normally the version, precedes it.
     */
    DATA_APART_FROM_COMMANDS(5, "Data apart from commands"),

    /**
     * Rule 6: {@code acme/v1/planta-1/...}, not {@code acme/planta-1/...}. The second level is {@code v} and a number
     * from 1; under a layout, the version of its root.
     */
    VERSIONED_ROOT(6, "A version in the root");

    private final int number;
    private final String statement;

    NamingRule(int number, String statement) {
        this.number = number;
        this.statement = statement;
    }

    /**
     * The number of the rule.
     *
     * @return 1 to 6
     */
    public int number() {
        return number;
    }

    @Override
    public String statement() {
        return statement;
    }

    @Override
    public String source() {
        return "rule " + number;
    }

    /**
     * Checks a text by this rule, without knowledge of the fleet. Never throws, whatever the text is.
     *
     * @param text any text, normally a topic
     * @return the violations in the order of the levels; empty if the text keeps this rule, and always empty for rule 1
     */
    public List<Violation> check(String text) {
        Objects.requireNonNull(text, "text must not be null");
        List<String> levels = Levels.of(text);
        return switch (this) {
            case GENERAL_TO_SPECIFIC -> List.of();
            case LOWERCASE_WITHOUT_ACCENTS, NO_SPACES_OR_SIGNS, NO_WILDCARDS_IN_NAMES -> Spelling.check(this, levels);
            case DATA_APART_FROM_COMMANDS -> LevelOrder.dataApartFromCommands(levels);
            case VERSIONED_ROOT -> LevelOrder.versionedRoot(levels, null);
        };
    }

    /**
     * Checks a text that should belong to a known root by this rule. Never throws, whatever the text is.
     *
     * @param text any text, normally a topic
     * @param layout the layout of the fleet; only rules 1 and 6 use it
     * @return the violations in the order of the levels; empty if the text keeps this rule
     */
    public List<Violation> check(String text, TopicLayout layout) {
        Objects.requireNonNull(text, "text must not be null");
        Objects.requireNonNull(layout, "layout must not be null");
        return switch (this) {
            case GENERAL_TO_SPECIFIC -> LevelOrder.generalToSpecific(Levels.of(text), layout);
            case VERSIONED_ROOT -> LevelOrder.versionedRoot(Levels.of(text), layout);
            default -> check(text);
        };
    }
}
