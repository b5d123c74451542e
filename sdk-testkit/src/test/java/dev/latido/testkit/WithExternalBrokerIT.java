package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.probe.MqttProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** {@code @WithBroker} on a broker that another test has started. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class WithExternalBrokerIT {

    private static final String TOPIC = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    private static final String ADDRESS = "latido.broker";
    private static final String USER = "latido.broker.user";

    @AfterEach
    void forget() {
        System.clearProperty(ADDRESS);
        System.clearProperty(USER);
    }

    @Test
    @WithBroker(users = "gw-1:secret")
    void shouldUseTheBrokerThatThePropertiesName(EmbeddedBroker running) {
        System.setProperty(ADDRESS, running.uri());
        System.setProperty(USER, "gw-1:secret");

        Samples.run(NamedByProperty.class, 1);

        assertThat(running.isRunning()).isTrue();
    }

    @Test
    void shouldSkipWithTheReasonWhenNobodyNamesOneEvenWhereNothingElseMayBeSkipped() {
        String required = System.getProperty("latido.required", "false");
        System.setProperty("latido.required", "true");
        List<String> skipped = new ArrayList<>();
        try {
            TestExecutionSummary summary = Samples.execute(NamedByProperty.class, new TestExecutionListener() {
                @Override
                public void executionSkipped(TestIdentifier test, String reason) {
                    skipped.add(reason);
                }
            });

            assertThat(summary.getTotalFailureCount()).isZero();
        } finally {
            System.setProperty("latido.required", required);
        }
        assertThat(skipped).singleElement().asString().contains("no external broker is named", "-Dlatido.broker=");
    }

    @Test
    void shouldFailWhenTheBrokerThatIsNamedDoesNotAnswer() {
        assertThat(failure(NowhereSample.class)).contains("ExternalBroker[mqtt://127.0.0.1:1] does not answer");
    }

    @Test
    void shouldRefuseWhatOnlyTheKitsOwnBrokersCanBeTold() {
        assertThat(failure(AskingForMuchSample.class)).contains("goes with uri and users only");
        assertThat(failure(AddressOfAnEmbeddedSample.class)).contains("goes with kind = EXTERNAL");
    }

    private static String failure(Class<?> sample) {
        List<TestExecutionSummary.Failure> failures = Samples.execute(sample).getFailures();
        assertThat(failures).hasSize(1);
        return String.valueOf(failures.get(0).getException().getMessage());
    }

    @WithBroker(kind = BrokerKind.EXTERNAL)
    static class NamedByProperty {

        @Test
        void shouldHaveEverythingThatAnEmbeddedOneHas(ExternalBroker broker, MqttProbe probe) {
            TestClient.publish(broker, broker.observer().orElseThrow(), TOPIC, "21.3");

            assertThat(probe).received(TOPIC).exactlyOnce();
        }
    }

    @WithBroker(kind = BrokerKind.EXTERNAL, uri = "mqtt://127.0.0.1:1")
    static class NowhereSample {

        @Test
        void shouldNotRun() {
            throw new AssertionError("must not run");
        }
    }

    @WithBroker(kind = BrokerKind.EXTERNAL, uri = "mqtt://127.0.0.1:1", persistent = true)
    static class AskingForMuchSample {

        @Test
        void shouldNotRun() {
            throw new AssertionError("must not run");
        }
    }

    @WithBroker(uri = "mqtt://127.0.0.1:1")
    static class AddressOfAnEmbeddedSample {

        @Test
        void shouldNotRun() {
            throw new AssertionError("must not run");
        }
    }
}
