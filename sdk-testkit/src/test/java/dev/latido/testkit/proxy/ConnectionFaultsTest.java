package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.Wired.concat;
import static dev.latido.testkit.proxy.Wired.connack;
import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConnectionFaultsTest {

    private static final int SILENCE_MILLIS = 150;

    private final Bench bench = new Bench();
    private final FaultProxy proxy = bench.proxy;

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldForwardEveryByteWhenNobodyAsksForTrouble(int version) {
        Bench.Ends ends = bench.connect(version, "gw-1");
        byte[] big = publish(version, "a/b", 1, 2, "x".repeat(200_000));

        ends.client().send(publish(version, "a/b", 0, 0, "zero"), big, pingreq());
        ends.broker().expect(publish(version, "a/b", 0, 0, "zero"), big, pingreq());
        ends.broker().send(puback(2), pingresp(), big);

        ends.client().expect(puback(2), pingresp(), big);
    }

    @Test
    void shouldPutAPacketTogetherWhenItComesByteByByte() {
        Bench.Ends ends = bench.dial();

        for (byte b : concat(connect(5, "gw-1"), publish(5, "a/b", 1, 1, "21.5"))) {
            ends.client().send(new byte[] {b});
        }

        ends.broker().expect(connect(5, "gw-1"), publish(5, "a/b", 1, 1, "21.5"));
    }

    @Test
    void shouldSendFinToBothPeersWhenCut() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        assertThat(proxy.cutAll()).isEqualTo(1);

        ends.client().expectEnd();
        ends.broker().expectEnd();
        assertThat(proxy.count(FaultAction.CUT)).isEqualTo(1);
        assertThat(proxy.cutAll()).isZero();
    }

    @Test
    void shouldSendFinAndNotResetWhenCutWithUnreadDataOnTheWay() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.delay(Direction.TO_BROKER, Duration.ofMinutes(1));
        ends.client().send(publish(5, "a/b", 1, 1, "x".repeat(100_000)));

        proxy.cutAll();

        ends.broker().expectEnd();
        ends.client().expectEnd();
    }

    @Test
    void shouldSendRstToBothPeersWhenReset() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        assertThat(proxy.resetAll()).isEqualTo(1);

        ends.client().expectReset();
        ends.broker().expectReset();
        assertThat(proxy.count(FaultAction.RESET)).isEqualTo(1);
    }

    @Test
    void shouldSwallowEverythingAndKeepSocketsOpenWhenHalfOpen() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        assertThat(proxy.halfOpenAll()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            ends.client().send(publish(5, "a/b", 1, i + 1, "x".repeat(50_000)));
            ends.broker().send(publish(5, "a/b", 1, i + 1, "x".repeat(50_000)));
        }

        ends.client().expectSilence(SILENCE_MILLIS);
        ends.broker().expectSilence(SILENCE_MILLIS);
        assertThat(proxy.connection("gw-1").connections()).isEqualTo(1);
    }

    @Test
    void shouldNotTellTheBrokerWhenTheClientOfAHalfOpenConnectionIsGone() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.halfOpenAll();

        ends.client().close();
        ends.broker().expectSilence(SILENCE_MILLIS);
        Bench.Ends second = bench.connect(5, "gw-1");

        second.client().send(pingreq());
        second.broker().expect(pingreq());
        ends.broker().close();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> proxy.connection("gw-1").connections() == 1);
    }

    @Test
    void shouldCutAHalfOpenConnectionWhenAsked() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.halfOpenAll();

        proxy.cutAll();

        ends.client().expectEnd();
        ends.broker().expectEnd();
    }

    @Test
    void shouldResetNewConnectionsOnlyWhenRefusing() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        proxy.refuse();
        try (Peer refused = Peer.dial(proxy.port())) {
            refused.expectReset();
        }
        ends.client().send(pingreq());
        ends.broker().expect(pingreq());
        proxy.accept();

        bench.connect(5, "gw-2");
        assertThat(proxy.count(FaultAction.REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldTouchOnlyTheClientThatWasNamed() {
        Bench.Ends one = bench.connect(4, "gw-1");
        Bench.Ends two = bench.connect(5, "gw-2");
        Bench.Ends three = bench.connect(5, "gw-3");
        Bench.Ends four = bench.connect(5, "gw-4");

        assertThat(proxy.connection("gw-1").cut()).isEqualTo(1);
        assertThat(proxy.connection("gw-2").reset()).isEqualTo(1);
        assertThat(proxy.connection("gw-3").halfOpen()).isEqualTo(1);
        assertThat(proxy.connection("gw-5").cut()).isZero();

        one.client().expectEnd();
        one.broker().expectEnd();
        two.client().expectReset();
        two.broker().expectReset();
        three.client().send(pingreq());
        three.broker().expectSilence(SILENCE_MILLIS);
        four.client().send(pingreq());
        four.broker().expect(pingreq());
    }

    @Test
    void shouldFindAClientByTheIdThatTheBrokerAssigned() {
        Bench.Ends ends = bench.dial();
        byte[] connack = Wired.packet(0x20, Wired.bytes(0, 0, 11), Wired.bytes(0x12), Wired.text("auto-123"));
        ends.client().send(connect(5, ""));
        ends.broker().expect(connect(5, "")).send(connack);
        ends.client().expect(connack);

        assertThat(proxy.connection("auto-123").cut()).isEqualTo(1);
    }

    @Test
    void shouldPassOnTheEndWhenAPeerClosesOrResets() {
        Bench.Ends one = bench.connect(5, "gw-1");
        Bench.Ends two = bench.connect(5, "gw-2");
        Bench.Ends three = bench.connect(5, "gw-3");

        one.client().send(publish(5, "a/b", 0, 0, "last words")).close();
        two.broker().send(Wired.packet(0xE0, Wired.bytes(0x8B))).close();
        three.client().resetByMe();

        one.broker().expect(publish(5, "a/b", 0, 0, "last words")).expectEnd();
        two.client().expect(Wired.packet(0xE0, Wired.bytes(0x8B))).expectEnd();
        three.broker().expectReset();
        assertThat(proxy.count(FaultAction.DISCONNECTED)).isEqualTo(3);
    }

    @Test
    void shouldResetTheClientWhenTheBrokerCannotBeReachedAndFindItAtItsNewAddress() throws Exception {
        bench.stopBroker();
        try (Peer client = Peer.dial(proxy.port())) {
            client.expectReset();
        }
        assertThat(proxy.count(FaultAction.UNREACHABLE)).isEqualTo(1);

        try (Bench other = new Bench()) {
            proxy.target("localhost", other.proxy.port());
            try (Peer client = Peer.dial(proxy.port())) {
                client.send(connect(5, "gw-1"));
                other.accept().expect(connect(5, "gw-1"));
            }
        }
    }

    @Test
    void shouldKeepItsAddressWhateverHappens() {
        String before = proxy.uri();
        bench.connect(5, "gw-1");
        proxy.refuse();
        proxy.resetAll();
        proxy.heal();

        bench.connect(5, "gw-1");

        assertThat(proxy.uri()).isEqualTo(before).isEqualTo("mqtt://127.0.0.1:" + proxy.port());
        assertThat(proxy.host()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\0\0\0\0", "0\377\377\377\377\377", "0\5\0\3a/b"})
    void shouldCloseBothSidesWhenTheClientTalksGarbage(String garbage) {
        Bench.Ends ends = bench.dial();

        ends.client().send(garbage.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        ends.client().expectEnd();
        ends.broker().expectEnd();
        assertThat(proxy.count(FaultAction.MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldCloseBothSidesWhenTheBrokerTalksGarbage() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.broker().send(Wired.bytes(0x30, 4, 0, 99, 'a', 'b'));

        ends.client().expectEnd();
        ends.broker().expectEnd();
        assertThat(proxy.count(FaultAction.MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldCloseBothSidesWhenAPacketIsTooBig() {
        try (Bench strict = new Bench(builder -> builder.maxPacketSize(100))) {
            Bench.Ends ends = strict.connect(5, "gw-1");

            ends.client().send(publish(5, "a/b", 0, 0, "x".repeat(95)));

            ends.broker().expectEnd();
            ends.client().expectEnd();
            assertThat(strict.proxy.count(FaultAction.OVERSIZED)).isEqualTo(1);
        }
    }

    @Test
    void shouldForwardAPayloadOfOneMebibyteAndNotMuchMoreByDefault() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        byte[] big = publish(5, "a/b", 0, 0, "x".repeat(1 << 20));

        ends.client().send(big);
        ends.broker().expect(big);
        ends.client().sendWhatYouCan(publish(5, "a/b", 0, 0, "x".repeat(FaultProxy.DEFAULT_MAX_PACKET_SIZE)));

        ends.broker().expectEnd();
        assertThat(proxy.count(FaultAction.OVERSIZED)).isEqualTo(1);
    }

    @Test
    void shouldWriteDownConnectionClientAndTime() {
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");
        try (Bench timed = new Bench(builder -> builder.clock(Clock.fixed(noon, ZoneOffset.UTC)))) {
            timed.connect(4, "gw-1");
            timed.proxy.connection("gw-1").cut();

            assertThat(timed.proxy.log())
                    .extracting(
                            FaultEvent::when,
                            FaultEvent::connection,
                            FaultEvent::clientId,
                            FaultEvent::action,
                            FaultEvent::detail)
                    .containsExactly(
                            tuple(noon, 1L, "gw-1", FaultAction.CONNECTED, "MQTT 3.1.1"),
                            tuple(noon, 1L, "gw-1", FaultAction.CUT, ""));
            assertThat(timed.proxy.counts()).containsOnlyKeys(FaultAction.CONNECTED, FaultAction.CUT);
        }
    }

    @Test
    void shouldLeaveNoThreadAndNoSocketWhenClosed() {
        Bench.Ends one = bench.connect(5, "gw-1");
        Bench.Ends two = bench.connect(5, "gw-2");
        proxy.connection("gw-2").halfOpen();
        int port = proxy.port();

        proxy.close();
        proxy.close();

        one.client().expectEnd();
        one.broker().expectEnd();
        two.client().expectEnd();
        two.broker().expectEnd();
        assertThatThrownBy(() -> Peer.dial(port)).hasMessageContaining("refused");
        assertThat(threadsOf(port)).isEmpty();
    }

    @Test
    void shouldEndAllThreadsOfAConnectionWhenItIsCut() {
        Bench.Ends ends = bench.connect(5, "gw-1");

        proxy.cutAll();

        ends.client().expectEnd();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> threadsOf(proxy.port()).equals(Set.of("latido-proxy-" + proxy.port() + "-accept")));
    }

    private static Set<String> threadsOf(int port) {
        Thread[] threads = new Thread[Thread.activeCount() + 100];
        int count = Thread.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .map(Thread::getName)
                .filter(name -> name.startsWith("latido-proxy-" + port + "-"))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldForgetWhatTheBrokerSaysWhenCutBeforeConnack() {
        Bench.Ends ends = bench.dial();
        ends.client().send(connect(5, "gw-1"));
        ends.broker().expect(connect(5, "gw-1"));

        proxy.connection("gw-1").cut();
        ends.broker().send(connack(5, 0));

        ends.client().expectEnd();
    }
}
