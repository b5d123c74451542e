package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dead letters that are larger than the broker accepts. */
class LargeDeadLettersTest extends WithSubscriber {

    private static final int LARGE = 5_000;

    private final List<String> refusals = new ArrayList<>();

    private SubscriberOptions failing() {
        return handling(message -> {
                    throw new PermanentFailure("no");
                })
                .listener(new SubscriberListener() {
                    @Override
                    public void deadLetterRefused(DeadLetter letter, Throwable cause) {
                        refusals.add(cause.getMessage());
                    }
                });
    }

    private String deliverLarge(Map<String, String> properties) {
        String text = "x".repeat(LARGE);
        String payload = "{\"id\":\"bad\",\"v\":\"" + text + "\"}";
        link.deliverWith("a/1", payload, properties);
        return payload;
    }

    @Test
    void shouldLeaveOutThePropertiesWhenTheWholeDoesNotFit() {
        link.announce(LARGE + 400);
        start(failing());

        String payload = deliverLarge(Map.of("trace", "y".repeat(300), "latido-replay", "1"));

        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo(payload);
            assertThat(letter.properties())
                    .containsEntry("latido-id", "bad")
                    .containsEntry("latido-topic", "a/1")
                    .containsEntry("latido-replay", "1")
                    .doesNotContainKeys("trace", "latido-payload");
        });
        assertThat(link.acknowledged).hasSize(1);
    }

    @Test
    void shouldSendAReferenceWhenThePayloadDoesNotFit() {
        link.announce(LARGE);
        start(failing());

        String payload = deliverLarge(Map.of());

        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.payload())
                    .startsWith("{\"topic\":\"a/1\",\"group\":\"billing\",\"id\":\"bad\",\"size\":" + payload.length()
                            + ",\"sha256\":\"");
            assertThat(letter.properties()).containsEntry("latido-payload", "reference");
        });
        assertThat(link.acknowledged).hasSize(1);
    }

    @Test
    void shouldSendTheWholeUpToTheLastByte() {
        link.announce(LARGE + 1_000);
        start(failing());
        deliverLarge(Map.of());
        assertThat(link.published.get(0).properties()).doesNotContainKey("latido-payload");
    }

    @Test
    void shouldHoldTheMessageWhenEvenAReferenceDoesNotFit() {
        link.announce(40);
        IdempotentSubscriber running = start(failing());

        deliverLarge(Map.of());
        time.pass(Duration.ofMinutes(10));

        assertThat(link.published).isEmpty();
        assertThat(link.acknowledged).isEmpty();
        assertThat(refusals).isNotEmpty().allMatch(reason -> reason.startsWith("even a reference"));
        assertThat(running.statistics().deadLettered()).isZero();
    }

    @Test
    void shouldLetTheApplicationDecideWhenEvenAReferenceDoesNotFit() {
        List<DeadLetter> impossible = new ArrayList<>();
        link.announce(40);
        start(failing().impossibleDeadLetters(impossible::add));

        deliverLarge(Map.of());

        assertThat(impossible).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).hasSizeGreaterThan(LARGE);
            assertThat(letter.cause()).containsInstanceOf(PermanentFailure.class);
        });
        assertThat(link.acknowledged).hasSize(1);
    }

    @Test
    void shouldHeedTheLimitThatTheApplicationKnows() {
        link.withoutProperties();
        start(failing().deadLetterMaximum(LARGE));

        deliverLarge(Map.of());

        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.payload()).contains("sha256"));
    }

    @Test
    void shouldFindOutTheLimitOfABrokerThatOnlyCloses() {
        link.closeAbove(LARGE);
        link.openSince(time.clock().instant());
        start(failing());

        deliverLarge(Map.of());
        time.pass(Duration.ofMinutes(3));

        assertThat(link.closed)
                .as("three more with and three without properties")
                .hasValueBetween(4, 8);
        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.payload()).contains("sha256"));
        int before = link.closed.get();
        link.deliverRaw("a/2", "second", "{\"id\":\"bad2\",\"v\":\"" + "x".repeat(LARGE) + "\"}");
        assertThat(link.closed).as("it is known now").hasValue(before);
        assertThat(link.published).hasSize(2);
    }

    @Test
    void shouldTakeNothingForTooLargeWhileSessionsAreYoung() {
        link.closeAbove(LARGE);
        start(failing());
        deliverLarge(Map.of());
        for (int i = 0; i < 600; i++) {
            link.openSince(time.clock().instant());
            time.pass(Duration.ofSeconds(1));
        }
        link.closeAbove(Integer.MAX_VALUE);
        time.pass(Duration.ofMinutes(1));

        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.payload()).doesNotContain("sha256"));
    }
}
