package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.LeftInStoreException;
import dev.latido.core.MessageExpiredException;
import dev.latido.core.NotAcknowledgedException;
import dev.latido.core.NotStoredException;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublisherListener;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** One outcome for each message, told once. */
class PendingPublicationsTest {

    private static final Topic TOPIC = Topic.unchecked("a");

    private final List<String> told = new ArrayList<>();
    private long now;

    private final PublisherListener listener = new PublisherListener() {
        @Override
        public void published(OutboxMessage message) {
            told.add(message.sequence() + " published");
        }

        @Override
        public void notStored(OutboxMessage message, NotStoredException reason) {
            told.add(message.sequence() + " not stored");
        }

        @Override
        public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {
            told.add(message.sequence() + " acknowledged after " + latency.toMillis());
        }

        @Override
        public void retried(OutboxMessage message, int reasonCode, Duration delay) {
            told.add(message.sequence() + " retried " + reasonCode);
        }

        @Override
        public void rejected(OutboxMessage message, PublishFailedException reason) {
            told.add(message.sequence() + " rejected");
        }

        @Override
        public void dropped(OutboxMessage message) {
            told.add(message.sequence() + " dropped");
        }

        @Override
        public void expired(OutboxMessage message) {
            told.add(message.sequence() + " expired");
        }

        @Override
        public void leftInStore(OutboxMessage message) {
            told.add(message.sequence() + " left");
        }

        @Override
        public void lost(OutboxMessage message) {
            told.add(message.sequence() + " lost");
        }
    };

    private final PublisherListener broken = new PublisherListener() {
        @Override
        public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {
            throw new IllegalStateException("planned failure of a listener");
        }

        @Override
        public void rejected(OutboxMessage message, PublishFailedException reason) {
            throw new AssertionError("planned error of a listener");
        }
    };

    private PendingPublications pending(int inherited, long inheritedUpTo) {
        Clock clock = Clock.fixed(Instant.EPOCH.plusSeconds(60), ZoneOffset.UTC);
        return new PendingPublications(
                new PublisherListeners("gw", List.of(broken, listener)), inherited, inheritedUpTo, clock, () -> now);
    }

    private static OutboxMessage message(long sequence) {
        return new OutboxMessage(
                sequence, "gw:1:" + sequence, TOPIC, new byte[1], DeliveryOptions.DEFAULTS, Instant.EPOCH);
    }

    private static PendingPublication open(PendingPublications pending, OutboxMessage message) {
        PendingPublication publication = pending.begin(message.id(), message.topic());
        pending.open(message, publication);
        return publication;
    }

    private static void assertFailed(PendingPublication publication, Class<? extends Throwable> reason) {
        assertThat(publication.acknowledged())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(reason)
                .withMessageContaining(publication.id());
    }

    @Test
    void shouldTellTheOthersWhenAListenerFails() {
        PendingPublications pending = pending(0, 0);
        PendingPublication publication = open(pending, message(1));
        pending.published(message(1));
        now = 5_000_000;

        pending.acknowledged(message(1), new Acknowledgement(16));

        assertThat(told).containsExactly("1 published", "1 acknowledged after 5");
        assertThat(publication.acknowledged()).isCompletedWithValue(new Acknowledgement(16));
    }

    @Test
    void shouldGiveOneOutcomeHoweverManyCome() {
        PendingPublications pending = pending(0, 0);
        PendingPublication publication = open(pending, message(1));

        pending.expired(message(1), Duration.ofSeconds(3));
        pending.expired(message(1), Duration.ofSeconds(4));
        pending.acknowledged(message(1), new Acknowledgement(0));
        pending.dropped(message(1));

        assertThat(told).containsExactly("1 expired");
        assertFailed(publication, MessageExpiredException.class);
    }

    @Test
    void shouldSettleWhenEveryOutcomeIsThere() {
        PendingPublications pending = pending(0, 0);
        open(pending, message(1));
        open(pending, message(2));
        assertThat(pending.settlement()).isNotDone();

        pending.rejected(message(1), new PublishRejectedException(message(1), 135, "not authorized", null));
        assertThat(pending.settlement()).isNotDone();
        pending.acknowledged(message(2), new Acknowledgement(0));

        assertThat(pending.settlement()).isCompleted();
        assertThat(told).containsExactly("1 rejected", "2 acknowledged after 0");
    }

    @Test
    void shouldSayWhetherWhatIsLeftIsLost() {
        PendingPublications memory = pending(0, 0);
        PendingPublication lost = open(memory, message(1));
        PendingPublications disk = pending(0, 0);
        PendingPublication left = open(disk, message(2));

        assertThat(memory.abandonAll(false)).isEqualTo(1);
        assertThat(disk.abandonAll(true)).isEqualTo(1);
        assertThat(disk.abandonAll(true)).isZero();

        assertFailed(lost, NotAcknowledgedException.class);
        assertFailed(left, LeftInStoreException.class);
        assertThat(told).containsExactly("1 lost", "2 left");
    }

    @Test
    void shouldWaitForWhatAnEarlierProcessLeft() {
        PendingPublications pending = pending(2, 7);
        assertThat(pending.settlement()).isNotDone();

        pending.acknowledged(message(3), new Acknowledgement(0));
        pending.rejected(message(7), new PublishRejectedException(message(7), 135, "not authorized", null));

        assertThat(pending.settlement()).isCompleted();
        assertThat(told).containsExactly("3 acknowledged after 60000", "7 rejected");
    }

    @Test
    void shouldCountNoInheritedMessageAsLeftBehind() {
        assertThat(pending(5, 5).abandonAll(true)).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldEndWhatWasNotStored() {
        PendingPublications pending = pending(0, 0);
        PendingPublication publication = open(pending, message(1));

        pending.notStored(message(1), publication, new OutboxFullException(message(1), "full"));

        assertThat(publication.stored()).isCompletedExceptionally();
        assertThat(pending.settlement()).isCompleted();
        assertThat(told).containsExactly("1 not stored");
    }

    /** Who waits for the future and then looks at the figures must find the message in them. */
    @Test
    void shouldTellTheListenersBeforeTheFutureCompletes() {
        PendingPublications pending = pending(0, 0);
        List<String> toldBefore = new ArrayList<>();
        for (long sequence = 1; sequence <= 4; sequence++) {
            open(pending, message(sequence))
                    .acknowledged()
                    .whenComplete((acknowledgement, failure) -> toldBefore.addAll(told));
        }
        PendingPublication refused = open(pending, message(5));
        refused.acknowledged().whenComplete((acknowledgement, failure) -> toldBefore.addAll(told));

        pending.acknowledged(message(1), new Acknowledgement(0));
        assertThat(toldBefore).containsExactly("1 acknowledged after 0");
        pending.rejected(message(2), new PublishRejectedException(message(2), 0x87, "not authorized", null));
        assertThat(toldBefore).endsWith("2 rejected");
        pending.expired(message(3), Duration.ofSeconds(1));
        assertThat(toldBefore).endsWith("3 expired");
        pending.notStored(message(5), refused, new OutboxFullException(message(5), "full"));
        assertThat(toldBefore).endsWith("5 not stored");
        pending.abandonAll(false);
        assertThat(toldBefore).endsWith("4 lost");
    }

    @Test
    void shouldTellNoSecondOutcomeWhenTheDiskFailsAfterTheAcknowledgement() {
        PendingPublications pending = pending(0, 0);
        PendingPublication publication = open(pending, message(1));
        pending.acknowledged(message(1), new Acknowledgement(0));

        pending.notStored(message(1), publication, new OutboxException("the disk is full", null));

        assertThat(told).containsExactly("1 acknowledged after 0");
        assertThat(publication.acknowledged()).isCompletedWithValue(new Acknowledgement(0));
    }

    @Test
    void shouldTellNoSecondOutcomeWhenTheDiskFailsAfterTheEnd() {
        PendingPublications pending = pending(0, 0);
        PendingPublication publication = open(pending, message(1));
        pending.abandonAll(true);

        pending.notStored(message(1), publication, new OutboxException("the disk is full", null));

        assertThat(told).containsExactly("1 left");
        assertFailed(publication, LeftInStoreException.class);
    }
}
