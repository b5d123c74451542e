package dev.latido.topics;

import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The company and version that all topics of a fleet begin with, and the start of the steps that build them:
 *
 * <pre>{@code
 * TopicRoot acme = TopicRoot.of("acme", 1);
 * MeasureStep gateway = acme.events().site("planta-1").area("norte").device("gw-a72f");
 * Topic temp = gateway.measure("temp");
 * // acme/v1/evt/planta-1/norte/gw-a72f/temp
 * TopicFilter temps = acme.events().anySite().anyArea().anyDevice().measure("temp");
 * // acme/v1/evt/+/+/+/temp
 * }</pre>
 *
 * <p>The types of the steps fix the order, the channel and the version (naming rules 1, 5 and 6) at compile time. The
 * steps check the spelling of each name (rules 2 to 4) and the fleet's limits of 256 bytes and 8 levels. They collect all
 * violations, and the method that ends the chain throws them as one {@link InvalidTopicException}.
 *
 * <p>Three channels separate the kinds of traffic: {@code evt} for streams, {@code cmd} for commands to devices, and
 * {@code state} for retained messages, which are last values and presence. A value type: two roots are equal if company
 * and version are.
 * Immutable and thread-safe.
 */
public final class TopicRoot {

    private final String company;
    private final int version;
    private final LegalNames names = new LegalNames();

    private TopicRoot(String company, int version) {
        this.company = company;
        this.version = version;
    }

    /**
     * Returns the root of a company's fleet.
     *
     * @param company the name of the company, a legal level by {@link TopicName}
     * @param version the version of the hierarchy, from 1; with a new version, old and new devices can coexist
     * @return the root
     * @throws InvalidTopicException with all violations, if the company is not a legal level
     * @throws IllegalArgumentException if the version is less than 1
     */
    public static TopicRoot of(String company, int version) {
        Objects.requireNonNull(company, "company must not be null");
        if (version < 1) {
            throw new IllegalArgumentException("version must be at least 1, but was " + version);
        }
        List<Violation> violations = Spelling.check(LevelOrder.COMPANY, company);
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("company", company, violations);
        }
        return new TopicRoot(company, version);
    }

    /**
     * Topics of the stream of measurements: {@code acme/v1/evt/...}.
     *
     * @return the choice of the site
     */
    public SiteStep<MeasureStep, MeasureFilterStep> events() {
        return new SiteStep<>(TopicPath.of(this, Channel.EVENTS), Ending.EVENTS);
    }

    /**
     * Topics of commands to devices: {@code acme/v1/cmd/...}.
     *
     * @return the choice of the site
     */
    public SiteStep<CommandStep, CommandFilterStep> commands() {
        return new SiteStep<>(TopicPath.of(this, Channel.COMMANDS), Ending.COMMANDS);
    }

    /**
     * Topics of last known values, which are published retained: {@code acme/v1/state/...}. The presence topics are below
     * the same devices, so filters with {@code anyMeasure()} or {@code everything()} match them as well.
     *
     * @return the choice of the site
     */
    public SiteStep<MeasureStep, MeasureFilterStep> state() {
        return new SiteStep<>(TopicPath.of(this, Channel.STATE), Ending.STATE);
    }

    /**
     * Topics of the retained presence, online or offline, of devices: {@code acme/v1/state/.../presence}.
     *
     * @return the choice of the site; the device ends the chain
     */
    public SiteStep<Topic, TopicFilter> presence() {
        return new SiteStep<>(TopicPath.of(this, Channel.STATE), Ending.PRESENCE);
    }

    /**
     * Returns a topic from a text that the steps of this root could have built: it keeps all six naming rules and the
     * fleet's limits, and has exactly the levels of the {@link TopicLayout}.
     *
     * @param text for example {@code acme/v1/evt/planta-1/norte/gw-a72f/temp}
     * @return the topic
     * @throws InvalidTopicException with all violations, if there are any
     */
    public Topic parse(String text) {
        Objects.requireNonNull(text, "text must not be null");
        TopicLayout layout = TopicLayout.of(this);
        List<Violation> violations = new ArrayList<>();
        for (NamingRule rule : NamingRule.values()) {
            violations.addAll(rule.check(text, layout));
        }
        violations.addAll(FleetLimits.check(text));
        if (violations.isEmpty()) {
            violations.addAll(layout.check(text));
        }
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("topic under " + this, text, violations);
        }
        return new Topic(text);
    }

    /**
     * The company.
     *
     * @return the first level of all topics
     */
    public String company() {
        return company;
    }

    /**
     * The version of the hierarchy.
     *
     * @return 1 or more
     */
    public int version() {
        return version;
    }

    /** The check of the last levels of topics, shared by all steps of this root. */
    LegalNames names() {
        return names;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicRoot that && company.equals(that.company) && version == that.version;
    }

    @Override
    public int hashCode() {
        return Objects.hash(company, version);
    }

    /**
     * The levels that all topics begin with.
     *
     * @return for example {@code acme/v1}
     */
    @Override
    public String toString() {
        return company + "/" + LevelOrder.versionLevel(version);
    }
}
