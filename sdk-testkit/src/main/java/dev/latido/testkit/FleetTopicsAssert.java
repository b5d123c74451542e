package dev.latido.testkit;

import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about {@link FleetTopics}, from AssertJ's own {@code assertThat(fleet)}.
 *
 * <p>Not thread-safe, as AssertJ's assertions are.
 */
public final class FleetTopicsAssert extends AbstractAssert<FleetTopicsAssert, FleetTopics> {

    /**
     * Creates assertions about a fleet.
     *
     * @param fleet the checked topics and filters
     */
    public FleetTopicsAssert(FleetTopics fleet) {
        super(Objects.requireNonNull(fleet, "fleet must not be null"), FleetTopicsAssert.class);
    }

    /**
     * Verifies that there is neither an error nor a warning. To keep a finding, add an exception with a reason to the
     * linter: {@link dev.latido.topics.lint.TopicLinter.Builder#allow}.
     *
     * @return this assertion
     * @throws AssertionError with the linter's report
     */
    public FleetTopicsAssert isClean() {
        if (!actual.report().isClean()) {
            throw failure(
                    "%s",
                    "the topics of the fleet are not clean: " + actual.report().toText());
        }
        return this;
    }
}
