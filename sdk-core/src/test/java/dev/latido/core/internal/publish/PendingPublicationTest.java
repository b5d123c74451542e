package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.MessageDroppedException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PendingPublicationTest {

    private static final OutboxMessage MESSAGE =
            new OutboxMessage(1, "gw:1:1", Topic.unchecked("a"), new byte[1], DeliveryOptions.DEFAULTS, Instant.EPOCH);

    private final PendingPublication publication = new PendingPublication(MESSAGE.id(), MESSAGE.topic(), 0);

    @Test
    void shouldBeUndecidedAtFirst() {
        assertThat(publication.id()).isEqualTo("gw:1:1");
        assertThat(publication.stored()).isNotDone();
        assertThat(publication.acknowledged()).isNotDone();
    }

    @Test
    void shouldCompleteOneAfterTheOther() {
        publication.markStored();
        assertThat(publication.stored()).isCompleted();
        assertThat(publication.acknowledged()).isNotDone();

        publication.acknowledge(new Acknowledgement(16));

        assertThat(publication.acknowledged()).isCompletedWithValue(new Acknowledgement(16));
    }

    @Test
    void shouldNameIdTopicAndOutcome() {
        PendingPublication failed = new PendingPublication(MESSAGE.id(), MESSAGE.topic(), 0);
        assertThat(publication).hasToString("Publication[gw:1:1 on a, no outcome yet]");

        publication.acknowledge(new Acknowledgement(0));
        failed.fail(new MessageDroppedException(MESSAGE));

        assertThat(publication).hasToString("Publication[gw:1:1 on a, acknowledged]");
        assertThat(failed).hasToString("Publication[gw:1:1 on a, failed]");
    }

    @Test
    void shouldFailBothWhenItWasNotStored() {
        OutboxFullException reason = new OutboxFullException(MESSAGE, "full");

        publication.fail(reason);

        assertThat(publication.stored()).isCompletedExceptionally();
        assertThat(publication.acknowledged())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCause(reason);
    }

    @Test
    void shouldStayStoredWhenItFailsLater() {
        publication.markStored();

        publication.fail(new IllegalStateException("late"));

        assertThat(publication.stored()).isCompleted();
        assertThat(publication.acknowledged()).isCompletedExceptionally();
    }

    @Test
    void shouldNotBeChangedByWhoHoldsItsFutures() {
        publication.stored().cancel(true);
        publication.acknowledged().complete(new Acknowledgement(135));

        publication.markStored();
        publication.acknowledge(new Acknowledgement(0));

        assertThat(publication.stored()).isCompleted();
        assertThat(publication.acknowledged()).isCompletedWithValue(new Acknowledgement(0));
    }

    @Test
    void shouldGiveNobodyAWayToChangeWhatHasHappened() {
        publication.acknowledge(new Acknowledgement(0));

        assertThat(publication.acknowledged().completeExceptionally(new IllegalStateException("mine")))
                .isFalse();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> publication.acknowledged().obtrudeValue(new Acknowledgement(135)));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> publication.stored().obtrudeException(new IllegalStateException("mine")));
        assertThat(publication.acknowledged().completeAsync(() -> new Acknowledgement(135)))
                .isCompletedWithValue(new Acknowledgement(0));
        assertThat(publication.stored()).isCompleted();
    }

    @Test
    void shouldTimeOutForTheHolderAlone() {
        CompletableFuture<Acknowledgement> impatient =
                publication.acknowledged().orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<Acknowledgement> content =
                publication.acknowledged().completeOnTimeout(new Acknowledgement(16), 1, TimeUnit.MILLISECONDS);

        assertThat(impatient).failsWithin(Duration.ofSeconds(30));
        assertThat(content).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(new Acknowledgement(16));
        assertThat(publication.acknowledged()).isNotDone();
    }

    @Test
    void shouldGiveTheHolderFuturesOfHisOwnToBuildOn() {
        CompletableFuture<Integer> built = publication.acknowledged().thenApply(Acknowledgement::reasonCode);

        assertThat(built.complete(7)).isTrue();
        assertThat(publication.acknowledged()).isNotDone();
    }
}
