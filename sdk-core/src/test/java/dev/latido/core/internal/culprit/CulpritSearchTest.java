package dev.latido.core.internal.culprit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.culprit.Suspect.End;
import dev.latido.core.internal.culprit.Suspect.Hold;
import dev.latido.core.internal.culprit.Suspect.UnderWay;
import dev.latido.core.it.DeterministicScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CulpritSearchTest {

    private final Throwable closed = new ConnectionEndedException("closed", null);

    private final DeterministicScheduler time = DeterministicScheduler.create();
    private final List<String> news = new ArrayList<>();
    private final List<Request> inFlight = new ArrayList<>();
    private final Request good = new Request("good");
    private final Request bad = new Request("bad");
    private final Request last = new Request("last");
    private final CulpritSearch search = new CulpritSearch(
            "test",
            Duration.ofMinutes(1),
            time,
            inFlight::size,
            () -> time.clock().nanoTime(),
            new Random(1));

    /** Something that is sent in every session. */
    private final class Request implements Suspect {

        private final String name;
        private long at;

        private Request(String name) {
            this.name = name;
        }

        void send() {
            if (!search.isAlert() || (search.hold(this) == Hold.NONE && search.takeTurn(this, this::send))) {
                sendNow();
            }
        }

        private void sendNow() {
            at = time.clock().nanoTime();
            inFlight.add(this);
        }

        @Override
        public String inWords() {
            return name;
        }

        @Override
        public int sessions() {
            return 3;
        }

        @Override
        public int trials() {
            return 1;
        }

        @Override
        public boolean isFinal() {
            return false;
        }

        @Override
        public boolean isAllThereIs() {
            return false;
        }

        @Override
        public void released() {
            news.add(name + " released");
            if (!inFlight.contains(this)) {
                send();
            }
        }

        @Override
        public void tryAlone() {
            news.add(name + " tried");
            search.begun(this);
            sendNow();
        }

        @Override
        public void convicted(CulpritFoundException findings) {
            news.add(name + " convicted");
        }
    }

    private void open(Request... requests) {
        inFlight.clear();
        search.opened();
        for (Request request : requests) {
            request.send();
        }
    }

    private void answer(Request request) {
        inFlight.remove(request);
        search.answered(request, false);
        search.giveBack(request);
        time.advance(Duration.ZERO);
    }

    /** Ends the session with what is in flight. */
    private End end() {
        return end(inFlight.toArray(Request[]::new));
    }

    private End end(Request... underWay) {
        End end = search.ended(
                Stream.of(underWay)
                        .map(request -> new UnderWay(request, request.at, 1))
                        .toList(),
                closed);
        time.advance(Duration.ZERO);
        return end;
    }

    /** Three sessions that end at the bad request, and a careful one. */
    private void holdBack() {
        for (int i = 0; i < 3; i++) {
            open(good, bad, last);
            answer(good);
            end();
        }
        open(good, bad, last);
        answer(good);
        assertThat(inFlight).as("one request at a time").containsExactly(bad);
        assertThat(end()).isEqualTo(End.SUSPICIOUS);
        assertThat(search.hold(bad)).isEqualTo(Hold.WITH_TOPIC);
    }

    private void awaitTrial() {
        for (int i = 0; i < 100 && news.isEmpty(); i++) {
            time.advance(Duration.ofMillis(100));
        }
        assertThat(news).containsExactly("bad tried");
    }

    @Test
    void shouldFindTheRequestAtWhichSessionsEnd() {
        holdBack();
        open(good, bad, last);
        answer(good);
        answer(last);
        assertThat(inFlight).as("without the suspect").isEmpty();
        awaitTrial();

        assertThat(end(bad)).isEqualTo(End.TRIAL);

        assertThat(news).containsExactly("bad tried", "bad convicted");
        open(good, bad, last);
        assertThat(inFlight).containsExactlyInAnyOrder(good, last);
    }

    /** The end of a session can overtake the last answers. */
    @Test
    void shouldKeepCountingWhenAnAnswerIsHeardOfAfterTheEnd() {
        List<End> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open(good, bad, last);
            ends.add(end(good, bad, last));
            answer(good);
        }

        assertThat(ends).containsExactly(End.PLAIN, End.SUSPICIOUS, End.SUSPICIOUS, End.SUSPICIOUS);
    }

    @Test
    void shouldBeginAgainWhenAnotherRequestIsUnanswered() {
        open(good);
        end();
        open(bad);

        assertThat(end()).isEqualTo(End.PLAIN);
    }

    @Test
    void shouldSendWhatIsHeldBackNoLongerInTheSessionThatAcquitsIt() {
        holdBack();
        open(good, bad, last);
        end(good);
        open(good, bad, last);
        assertThat(inFlight).doesNotContain(bad);

        answer(good);
        time.advance(Duration.ZERO);

        assertThat(news).containsExactly("bad released");
        assertThat(inFlight).contains(bad);
    }

    @Test
    void shouldLetOthersSendWhenACarefulRequestIsNotAnswered() {
        for (int i = 0; i < 3; i++) {
            open(bad, last);
            end();
        }
        open(bad, last);
        assertThat(inFlight).containsExactly(bad);

        time.advance(CulpritSearch.PATIENCE);

        assertThat(inFlight).containsExactly(bad, last);
    }

    @Test
    void shouldEndATrialThatIsNeitherAnsweredNorEndsTheSession() {
        holdBack();
        open(good, bad, last);
        answer(good);
        answer(last);
        awaitTrial();
        Request waiting = new Request("waiting");
        waiting.send();
        assertThat(inFlight).doesNotContain(waiting);

        time.advance(CulpritSearch.PATIENCE.plusSeconds(1));

        assertThat(inFlight).contains(waiting);
        assertThat(search.hold(bad)).isEqualTo(Hold.NONE);
    }

    @Test
    void shouldConvictNothingWhenASessionIsHardlyLongerWithoutTheRequest() {
        holdBack();
        open(good, bad, last);
        answer(good);
        answer(last);
        awaitTrial();

        time.advance(Duration.ofSeconds(3));
        assertThat(end(bad)).isEqualTo(End.TRIAL);

        assertThat(news).containsExactly("bad tried");
    }

    /** A trial needs a session; without one, the case would be closed and the next session end again. */
    @Test
    void shouldTryNothingAfterTheConnectionHasLeftTheSession() {
        holdBack();
        open(good, last);
        answer(good);
        answer(last);

        search.left();
        time.advance(Duration.ofMinutes(1));

        assertThat(news).isEmpty();
        assertThat(search.hold(bad)).isEqualTo(Hold.WITH_TOPIC);
    }

    @Test
    void shouldSuspectNothingWhenSessionsEndWithNothingInFlight() {
        holdBack();
        open();

        assertThat(end()).isEqualTo(End.PLAIN);

        assertThat(search.isAlert()).isFalse();
    }
}
