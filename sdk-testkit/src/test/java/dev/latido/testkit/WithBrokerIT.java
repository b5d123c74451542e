package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class WithBrokerIT {

    /** The samples run through the launcher only and on one thread; they tell here which brokers they were given. */
    private static final List<TestBroker> SEEN = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void shouldShareOneBrokerInAClassAndItsNestedClasses() {
        Samples.run(SharedSample.class, 3);

        assertThat(SEEN).hasSize(8).containsOnly(SEEN.get(0));
        assertThat(SEEN.get(0).isRunning()).isFalse();
    }

    @Test
    void shouldGiveAnAnnotatedMethodAFreshBroker() {
        Samples.run(MixedSample.class, 4);

        TestBroker shared = SEEN.get(0);
        assertThat(SEEN.subList(0, 3)).containsOnly(shared);
        List<TestBroker> fresh = List.of(SEEN.get(3), SEEN.get(6));
        assertThat(SEEN.subList(3, 6)).containsOnly(fresh.get(0)).doesNotContain(shared);
        assertThat(SEEN.subList(6, 9)).containsOnly(fresh.get(1)).doesNotContain(shared, fresh.get(0));
        assertThat(SEEN.subList(9, 12)).containsOnly(shared);
        assertThat(new ArrayList<>(SEEN)).noneMatch(TestBroker::isRunning);
    }

    @Test
    void shouldKeepSessionsWhenPersistent() {
        Samples.run(PersistentSample.class, 1);
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoCa() {
        TestExecutionSummary summary = Samples.execute(NoCaSample.class);

        assertThat(summary.getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException())
                        .hasMessageContaining("a DevelopmentCa needs @WithBroker(tls = true)"));
    }

    @WithBroker
    static class SharedSample {

        SharedSample(TestBroker broker) {
            SEEN.add(broker);
        }

        @BeforeAll
        static void beforeAll(TestBroker broker) {
            SEEN.add(broker);
        }

        @Test
        void first(TestBroker broker) {
            SEEN.add(broker);
        }

        @Test
        void second(EmbeddedBroker broker) {
            SEEN.add(broker);
        }

        @Nested
        class Inner {

            @BeforeEach
            void beforeEach(TestBroker broker) {
                assertThat(broker.isRunning()).isTrue();
                SEEN.add(broker);
            }

            @Test
            void third(TestBroker broker) {
                SEEN.add(broker);
            }
        }
    }

    @WithBroker
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class MixedSample {

        MixedSample(TestBroker broker) {
            SEEN.add(broker);
        }

        @Test
        @Order(1)
        void shared(TestBroker broker) {
            SEEN.add(broker);
        }

        @RepeatedTest(2)
        @Order(2)
        @WithBroker(receiveMaximum = 3, queueSize = 5, tls = true)
        void fresh(TestBroker broker, DevelopmentCa ca) throws Exception {
            SEEN.add(broker);
            var client = TestClient.tls(broker, "localhost", ca, "sample");
            assertThat(client.connect().getRestrictions().getReceiveMaximum()).isEqualTo(3);
            client.disconnect();
        }

        @Test
        @Order(3)
        void sharedAgain(TestBroker broker) {
            SEEN.add(broker);
        }

        @AfterEach
        void afterEach(TestBroker broker) {
            assertThat(broker.isRunning()).isTrue();
            SEEN.add(broker);
        }
    }

    static class PersistentSample {

        @Test
        @WithBroker(persistent = true)
        void shouldSurviveARestart(TestBroker broker) {
            TestClient.persistentSession(broker, "durable").disconnect();

            broker.stop();
            broker.start();

            var client = TestClient.plain(broker, "durable");
            assertThat(client.connectWith().cleanStart(false).send().isSessionPresent())
                    .isTrue();
            client.disconnect();
        }
    }

    @WithBroker
    static class NoCaSample {

        @Test
        void wantsACa(DevelopmentCa ca) {
            throw new AssertionError("must not be called with " + ca);
        }
    }
}
