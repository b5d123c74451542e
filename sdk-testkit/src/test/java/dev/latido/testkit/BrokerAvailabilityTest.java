package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.opentest4j.TestAbortedException;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class BrokerAvailabilityTest {

    private static final String PROGRAM = "latido.mosquitto";
    private static final String REQUIRED = "latido.required";
    private static final String REASON = "Mosquitto is not installed";

    private final String required = System.getProperty(REQUIRED, "false");

    @BeforeEach
    void hideMosquitto() {
        System.setProperty(PROGRAM, "/no/such/mosquitto");
        System.setProperty(REQUIRED, "false");
    }

    @AfterEach
    void restore() {
        System.clearProperty(PROGRAM);
        System.setProperty(REQUIRED, required);
    }

    @Test
    void shouldSkipWithTheReasonWhenTheProgramIsMissing() {
        List<String> skipped = new ArrayList<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                skipped.add(reason);
            }
        };

        TestExecutionSummary ofClass = Samples.execute(ClassSample.class, listener);
        TestExecutionSummary ofMethod = Samples.execute(MethodSample.class, listener);

        assertThat(skipped).hasSize(2).allMatch(reason -> reason.contains(REASON));
        assertThat(ofClass.getTotalFailureCount()).isZero();
        assertThat(ofMethod.getTotalFailureCount()).isZero();
        assertThat(ofMethod.getTestsSkippedCount()).isEqualTo(1);
    }

    @Test
    void shouldFailWithTheReasonWhenNothingMayBeSkipped() {
        System.setProperty(REQUIRED, "true");

        TestExecutionSummary ofClass = Samples.execute(ClassSample.class);
        TestExecutionSummary ofMethod = Samples.execute(MethodSample.class);

        for (TestExecutionSummary summary : List.of(ofClass, ofMethod)) {
            assertThat(summary.getFailures())
                    .hasSize(1)
                    .allSatisfy(failure -> assertThat(failure.getException()).hasMessageContaining(REASON));
        }
    }

    @Test
    void shouldSkipOrFailWhereItIsAsked() {
        assertThat(MosquittoBroker.isInstalled()).isFalse();
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(BrokerKind.MOSQUITTO::assumeAvailable)
                .withMessageContaining(REASON);

        System.setProperty(REQUIRED, "true");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(BrokerKind.MOSQUITTO::assumeAvailable)
                .withMessageContaining(REASON)
                .withMessageContaining("latido.required=true");
    }

    @Test
    void shouldSayWhatIsMissingWhenStartedAllTheSame() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MosquittoBroker.builder().start())
                .withMessageContaining(REASON);
    }

    @Test
    void shouldAlwaysHaveTheEmbeddedBroker() {
        BrokerKind.EMBEDDED.assumeAvailable();

        assertThat(BrokerKind.EMBEDDED.obstacle()).isEmpty();
    }

    @WithBroker(kind = BrokerKind.MOSQUITTO)
    static class ClassSample {

        @Test
        void shouldNotRun() {
            throw new AssertionError("must not run");
        }
    }

    static class MethodSample {

        @Test
        @WithBroker(kind = BrokerKind.MOSQUITTO)
        void shouldNotRun() {
            throw new AssertionError("must not run");
        }
    }
}
