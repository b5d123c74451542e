package dev.latido.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latido.core.Envelope;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A contract is worth what it finds: each is run on something that is broken on purpose. */
class ContractSelfTest {

    @Test
    void shouldPassOnASoundStore() {
        assertThat(failuresOf(BrokenSeenStores.SoundContract.class)).isEmpty();
    }

    @Test
    void shouldFailWhenAStoreMarksBeforeTheWork() {
        assertThat(failuresOf(BrokenSeenStores.MarksBeforeTheWorkContract.class))
                .contains(
                        "shouldBeBusyForTheRestOfTheLease",
                        "shouldGrantTheNextAttemptWhenTheLeaseIsOver",
                        "shouldGrantAtOnceWhenReleasedWithoutPause",
                        "shouldGoOnWhereACrashLeftIt",
                        "shouldNeverForgetWhatIsInWork",
                        "shouldDoWhatThePlainStateMachineDoesWhenUsedAtRandom");
    }

    @Test
    void shouldFailWhenAStoreIgnoresTheFence() {
        assertThat(failuresOf(BrokenSeenStores.IgnoresTheFenceContract.class))
                .contains(
                        "shouldMarkNothingWhenTheClaimWasLost",
                        "shouldSayAlreadyWhenCommittedTwiceWithOneFence",
                        "shouldGoOnWhereACrashLeftIt",
                        "shouldDoWhatThePlainStateMachineDoesWhenUsedAtRandom")
                .doesNotContain(
                        "shouldGrantTheFirstAttemptWhenTheMessageIsNew",
                        "shouldBeBusyForTheRestOfTheLease",
                        "shouldForgetNothingUnderLoad");
    }

    @Test
    void shouldFailWhenAStoreForgetsUnderLoad() {
        assertThat(failuresOf(BrokenSeenStores.ForgetsUnderLoadContract.class))
                .containsExactly("shouldForgetNothingUnderLoad");
    }

    @Test
    void shouldFailWhenAStoreIgnoresFingerprints() {
        assertThat(failuresOf(BrokenSeenStores.IgnoresFingerprintsContract.class))
                .containsExactlyInAnyOrder(
                        "shouldTellASecondMessageUnderTheSameIdFromARedelivery",
                        "shouldTellASecondMessageUnderTheIdOfADeadLetter",
                        "shouldChangeNothingOnAConflict",
                        "shouldKeepTheFirstFingerprintThatAGrantBrings",
                        "shouldDoWhatThePlainStateMachineDoesWhenUsedAtRandom");
    }

    @Test
    void shouldFailWhenAStoreRemembersTheHighestNumberOnly() {
        assertThat(failuresOf(BrokenSeenStores.RemembersTheHighestOnlyContract.class))
                .contains("shouldTakeNoNumberForADuplicateBecauseOthersAreHigher")
                .doesNotContain("shouldForgetNothingUnderLoad");
    }

    @Test
    void shouldFailWhenAnOutboxKeepsWhatItRefuses() {
        assertThat(failuresOf(KeepsWhatItRefusesContract.class))
                .contains(
                        "shouldRefuseAMessageAndStoreNothingWhenTheCountIsReached",
                        "shouldRefuseAMessageAndStoreNothingWhenItsBytesDoNotFit",
                        "shouldDoWhatAPlainListDoesWhenUsedAtRandom")
                .doesNotContain("shouldHandOutTheOldestFirstAndEachOnce", "shouldForgetAMessageWhenItIsRemoved");
    }

    @Test
    void shouldFailWhenAnOutboxDropsNothing() {
        assertThat(failuresOf(DropsNothingContract.class))
                .containsExactlyInAnyOrder(
                        "shouldDropTheOldestThatIsNeitherHandedOutNorUrgent",
                        "shouldTakeAMessageAgainWhenTheOldestWasDropped",
                        "shouldKnowTheLargestSequenceWhateverHasLeft",
                        "shouldDoWhatAPlainListDoesWhenUsedAtRandom");
    }

    @Test
    void shouldFailWhenAnOutboxKnowsNoUrgency() {
        assertThat(failuresOf(FirstInFirstOutContract.class))
                .containsExactlyInAnyOrder(
                        "shouldHandOutCommandsBeforeTheRest",
                        "shouldDropNothingUrgent",
                        "shouldDoWhatAPlainListDoesWhenUsedAtRandom");
    }

    @Test
    void shouldFailWhenACodecLetsItsLibrarysExceptionsThrough() {
        assertThat(failuresOf(NaiveCodecContract.class))
                .contains(
                        "shouldTakeNoOffenceAtGarbage",
                        "shouldTakeNoOffenceAtTruncatedPayloads",
                        "shouldTakeNoOffenceAtPayloadsThatWereDamaged")
                .doesNotContain("shouldReadWhatItWrote", "shouldServeManyThreadsAtOnce");
    }

    /** The names of the test methods that failed. */
    private static Set<String> failuresOf(Class<?> contract) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .execute();
        assertThat(results.testEvents().started().count()).as("tests run").isGreaterThan(10);
        assertThat(results.testEvents().skipped().count()).as("tests skipped").isZero();
        return results.testEvents().failed().stream()
                .peek(event -> assertThat(event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable())
                        .as("an assertion says what is wrong")
                        .containsInstanceOf(AssertionError.class))
                .map(event -> event.getTestDescriptor().getSource().orElseThrow())
                .map(source -> ((MethodSource) source).getMethodName())
                .collect(Collectors.toSet());
    }

    /** Does what another outbox does. */
    private static class Forwarding implements Outbox {

        final Outbox sound;

        Forwarding(Outbox sound) {
            this.sound = sound;
        }

        @Override
        public CompletionStage<Void> append(OutboxMessage message) {
            return sound.append(message);
        }

        @Override
        public @Nullable OutboxMessage next() {
            return sound.next();
        }

        @Override
        public void rewind() {
            sound.rewind();
        }

        @Override
        public void remove(OutboxMessage message) {
            sound.remove(message);
        }

        @Override
        public @Nullable OutboxMessage dropOldest() {
            return sound.dropOldest();
        }

        @Override
        public long lastSequence() {
            return sound.lastSequence();
        }

        @Override
        public Backlog backlog() {
            return sound.backlog();
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    static class KeepsWhatItRefusesContract extends OutboxContract {

        @Override
        protected Outbox createOutbox(int maxMessages, long maxBytes) {
            Outbox bounded = MemoryOutbox.bounded(maxMessages, maxBytes);
            return new Forwarding(MemoryOutbox.create()) {
                @Override
                public CompletionStage<Void> append(OutboxMessage message) {
                    sound.append(message);
                    return bounded.append(message);
                }

                @Override
                public void remove(OutboxMessage message) {
                    sound.remove(message);
                    bounded.remove(message);
                }
            };
        }
    }

    static class DropsNothingContract extends OutboxContract {

        @Override
        protected Outbox createOutbox(int maxMessages, long maxBytes) {
            return new Forwarding(MemoryOutbox.bounded(maxMessages, maxBytes)) {
                @Override
                public @Nullable OutboxMessage dropOldest() {
                    return null;
                }

                @Override
                public long lastSequence() {
                    return 0;
                }
            };
        }
    }

    /** Knows no urgency. */
    static class FirstInFirstOutContract extends OutboxContract {

        @Override
        protected Outbox createOutbox(int maxMessages, long maxBytes) {
            return new Forwarding(MemoryOutbox.bounded(maxMessages, maxBytes)) {

                private final List<OutboxMessage> messages = new ArrayList<>();
                private final Set<OutboxMessage> handedOut = new HashSet<>();

                @Override
                public synchronized CompletionStage<Void> append(OutboxMessage message) {
                    CompletionStage<Void> stored = super.append(message);
                    messages.add(message);
                    return stored;
                }

                @Override
                public synchronized @Nullable OutboxMessage next() {
                    OutboxMessage message = oldest();
                    if (message != null) {
                        handedOut.add(message);
                    }
                    return message;
                }

                @Override
                public synchronized void rewind() {
                    handedOut.clear();
                }

                @Override
                public synchronized void remove(OutboxMessage message) {
                    super.remove(message);
                    messages.remove(message);
                    handedOut.remove(message);
                }

                @Override
                public synchronized @Nullable OutboxMessage dropOldest() {
                    OutboxMessage message = oldest();
                    if (message != null) {
                        remove(message);
                    }
                    return message;
                }

                private @Nullable OutboxMessage oldest() {
                    return messages.stream()
                            .filter(message -> !handedOut.contains(message))
                            .findFirst()
                            .orElse(null);
                }
            };
        }
    }

    /** Reads its format without a thought for what else may come. */
    static class NaiveCodecContract extends PayloadCodecContract<Integer> {

        NaiveCodecContract() {
            super(Integer.class);
        }

        @Override
        protected PayloadCodec codec() {
            return new PayloadCodec() {
                @Override
                public byte[] encode(Envelope<?> envelope) {
                    return JacksonCodec.create().encode(envelope);
                }

                @Override
                public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
                    if (!new String(payload, UTF_8).endsWith("}")) {
                        throw new IllegalArgumentException("Unexpected end of input");
                    }
                    return JacksonCodec.create().decode(payload, type);
                }
            };
        }

        @Override
        protected List<Integer> samples() {
            return List.of(0, Integer.MAX_VALUE, Integer.MIN_VALUE);
        }

        @Override
        protected List<byte[]> payloadsWithoutParts() {
            return List.of("{}".getBytes(UTF_8));
        }
    }
}
