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
     * Assertions about a fleet.
     *
     * @param fleet the topics and filters, looked over
     */
    public FleetTopicsAssert(FleetTopics fleet) {
        super(Objects.requireNonNull(fleet, "fleet must not be null"), FleetTopicsAssert.class);
    }

    /**
     * There is neither an error nor a warning. What should stay gets an exception with a reason in the linter:
     * {@link dev.latido.topics.lint.TopicLinter.Builder#allow}.
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
