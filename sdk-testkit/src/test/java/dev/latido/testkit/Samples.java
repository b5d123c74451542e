package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs sample test classes inside a test of the kit's extension. */
final class Samples {

    private Samples() {}

    static void run(Class<?> sample, int expectedTests) {
        TestExecutionSummary summary = execute(sample);
        summary.getFailures().forEach(failure -> {
            throw new AssertionError(failure.getTestIdentifier().getDisplayName(), failure.getException());
        });
        assertThat(summary.getTestsSucceededCount()).isEqualTo(expectedTests);
    }

    static TestExecutionSummary execute(Class<?> sample, TestExecutionListener... listeners) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        var launcher = LauncherFactory.create();
        launcher.registerTestExecutionListeners(summary);
        for (TestExecutionListener listener : listeners) {
            launcher.registerTestExecutionListeners(listener);
        }
        launcher.execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
                .build());
        return summary.getSummary();
    }
}
