package dev.latido.idempotency.internal.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscribedDeadLetterBoxTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 10));

    private final FakeLink link = new FakeLink(100);
    private final DeadLetterBox box = SubscribedDeadLetterBox.on(link, TopicFilter.of("dead/#"));

    private void arrives(String id) {
        link.deliverWith(
                "dead/billing",
                id,
                Map.of(
                        "site", "planta-1",
                        "latido-topic", "a/1",
                        "latido-group", "billing",
                        "latido-id", id,
                        "latido-reason", "no",
                        "latido-attempts", "5"));
    }

    @Test
    void shouldShowWhatHasArrived() {
        arrives("x");

        assertThat(box.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).hasToString("a/1");
            assertThat(letter.group()).isEqualTo("billing");
            assertThat(letter.id()).contains("x");
            assertThat(letter.reason()).isEqualTo("no");
            assertThat(letter.attempts()).isEqualTo(5);
            assertThat(letter.payload()).isEqualTo("x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        assertThat(box.subscribed()).isCompleted();
    }

    @Test
    void shouldPublishAReplayToTheOriginalTopicAndTakeItOut() {
        arrives("x");

        assertThat(box.replay(box.letters().get(0))).succeedsWithin(SOON);

        assertThat(link.published)
                .containsExactly(new FakeLink.Published(
                        dev.latido.topics.Topic.unchecked("a/1"),
                        "x",
                        Map.of("site", "planta-1", "latido-group", "billing", "latido-id", "x", "latido-replay", "1")));
        assertThat(link.acknowledged).containsExactly("x");
        assertThat(box.letters()).isEmpty();
    }

    @Test
    void shouldKeepALetterThatCouldNotBeReplayed() {
        arrives("x");
        link.refuse(new IllegalStateException("no session"));

        assertThat(box.replay(box.letters().get(0))).failsWithin(SOON);

        assertThat(box.letters()).hasSize(1);
        assertThat(link.acknowledged).isEmpty();
    }

    @Test
    void shouldKeepALetterWhenNobodyWouldGetTheReplay() {
        arrives("x");
        link.answer(0x10);

        assertThat(box.replay(box.letters().get(0))).failsWithin(SOON);

        assertThat(box.letters()).hasSize(1);
    }

    @Test
    void shouldPutLettersAtTheEndThatStandBeforeOneThatWasTakenOut() {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            arrives(id);
        }
        List<DeadLetter> letters = box.letters();

        box.discard(letters.get(1));
        box.discard(letters.get(3));
        box.close();
        box.close();

        assertThat(link.published).extracting(FakeLink.Published::payload).containsExactly("a", "c");
        assertThat(link.acknowledged).containsExactly("b", "d", "a", "c");
        assertThat(box.letters()).extracting(letter -> letter.id().orElse("")).contains("e");
    }

    @Test
    void shouldLeaveWhatIsNoDeadLetter() {
        link.deliverRaw("dead/x", "foreign", "{}");

        assertThat(box.letters()).isEmpty();
        assertThat(link.acknowledged).isEmpty();
    }

    @Test
    void shouldRefuseALetterThatIsNotInTheBox() {
        arrives("x");
        DeadLetter letter = box.letters().get(0);
        box.discard(letter);

        assertThatIllegalArgumentException().isThrownBy(() -> box.discard(letter));
        assertThatIllegalArgumentException().isThrownBy(() -> box.replay(letter));
    }
}
