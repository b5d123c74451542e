package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.PacketType.CONNACK;
import static dev.latido.testkit.proxy.PacketType.PUBACK;
import static dev.latido.testkit.proxy.PacketType.PUBLISH;
import static dev.latido.testkit.proxy.PacketType.SUBACK;
import static dev.latido.testkit.proxy.Wired.alias;
import static dev.latido.testkit.proxy.Wired.connack;
import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.publish;
import static dev.latido.testkit.proxy.Wired.suback;
import static dev.latido.testkit.proxy.Wired.subscribe;
import static dev.latido.testkit.proxy.Wired.withDup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PacketFaultsTest {

    private static final int SILENCE_MILLIS = 150;

    private final Bench bench = new Bench();
    private final FaultProxy proxy = bench.proxy;

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldLoseOnlyTheChosenPacketWhenDropped(int version) {
        Rule rule =
                proxy.when(Packets.of(PUBLISH).toBroker().topic("a/+").nth(2)).drop();
        Bench.Ends ends = bench.connect(version, "gw-1");

        for (int id = 1; id <= 3; id++) {
            ends.client().send(publish(version, "a/b", 1, id, "m" + id), publish(version, "c", 0, 0, "other"));
        }

        ends.broker().expect(publish(version, "a/b", 1, 1, "m1"), publish(version, "c", 0, 0, "other"));
        ends.broker().expect(publish(version, "c", 0, 0, "other"));
        ends.broker().expect(publish(version, "a/b", 1, 3, "m3"), publish(version, "c", 0, 0, "other"));
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(proxy.log()).last().satisfies(event -> {
            assertThat(event.step()).isEqualTo(FaultScript.Step.parse("gw-1 TO_BROKER PUBLISH 3 DROP"));
            assertThat(event.detail()).isEqualTo("a/b");
        });
    }

    @Test
    void shouldFindAnAcknowledgementByTheTopicOfItsMessage() {
        proxy.when(Packets.of(PUBACK).toClient().topic("a/#")).drop();
        proxy.when(Packets.of(SUBACK).topic("x/#")).drop();
        Bench.Ends ends = bench.connect(5, "gw-1");
        ends.client().send(publish(5, "b", 1, 1, ""), publish(5, "a/1", 1, 2, ""), subscribe(5, 3, "x/+"));
        ends.client().send(subscribe(5, 4, "y"));
        ends.broker().expect(publish(5, "b", 1, 1, ""), publish(5, "a/1", 1, 2, ""), subscribe(5, 3, "x/+"));
        ends.broker().expect(subscribe(5, 4, "y"));

        ends.broker().send(puback(2), puback(1), suback(5, 3, 1), suback(5, 4, 1));

        ends.client().expect(puback(1), suback(5, 4, 1));
    }

    @Test
    void shouldLoseTheConnackWhenDropped() {
        proxy.when(Packets.of(CONNACK)).drop();
        Bench.Ends ends = bench.dial();
        ends.client().send(connect(4, "gw-1"));
        ends.broker().expect(connect(4, "gw-1")).send(connack(4, 0), pingresp());

        ends.client().expect(pingresp());
    }

    @Test
    void shouldForwardTwiceTheSameBytesWhenDuplicated() {
        proxy.when(Packets.of(PUBLISH, PUBACK)).duplicate();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 7, "x"));
        ends.broker().expect(publish(5, "a", 1, 7, "x"), publish(5, "a", 1, 7, "x"));
        ends.broker().send(puback(7), puback(7), pingresp());

        ends.client().expect(puback(7), puback(7), puback(7), puback(7), pingresp());
    }

    @Test
    void shouldSetTheDupFlagOfTheSecondOnlyWhenAsked() {
        proxy.when(Packets.of(PUBLISH).toClient()).duplicateWithDupFlag();
        Bench.Ends ends = bench.connect(4, "gw-1");
        byte[] message = publish(4, "a", 1, 7, "x");

        ends.broker().send(message);
        ends.client().expect(message, withDup(message)).send(puback(7), puback(7), pingreq());

        ends.broker().expect(puback(7), puback(7), pingreq());
    }

    @Test
    void shouldKeepTheSecondAcknowledgementFromTheSenderWhenAsked() {
        proxy.when(Packets.of(PUBLISH).toBroker()).duplicateSwallowingAck();
        Bench.Ends ends = bench.connect(4, "gw-1");
        byte[] message = publish(4, "a", 1, 7, "x");

        ends.client().send(message);
        ends.broker().expect(message, withDup(message)).send(puback(7), puback(7), pingresp());
        ends.client().expect(puback(7), pingresp()).send(message);
        ends.broker().expect(message, withDup(message)).send(puback(7), puback(7), pingresp());

        ends.client().expect(puback(7), pingresp());
        assertThat(proxy.count(FaultAction.ACK_SWALLOWED)).isEqualTo(2);
    }

    @Test
    void shouldReleaseAHeldPacketWhenTheNextOnesOfItsTypeHaveOvertakenIt() {
        proxy.when(Packets.of(PUBLISH).nth(1)).hold(2);
        Bench.Ends ends = bench.connect(5, "gw-1");

        for (int id = 1; id <= 4; id++) {
            ends.client().send(publish(5, "a", 1, id, ""), pingreq());
        }

        ends.broker().expect(pingreq(), publish(5, "a", 1, 2, ""), pingreq());
        ends.broker().expect(publish(5, "a", 1, 3, ""), publish(5, "a", 1, 1, ""), pingreq());
        ends.broker().expect(publish(5, "a", 1, 4, ""), pingreq());
    }

    @Test
    void shouldLetOthersOvertakeWhenHeldForATime() {
        proxy.when(Packets.of(PUBLISH).nth(1)).holdFor(Duration.ofMillis(200));
        Bench.Ends ends = bench.connect(5, "gw-1");
        long start = System.nanoTime();

        ends.client().send(publish(5, "a", 1, 1, ""), publish(5, "a", 1, 2, ""), pingreq());

        ends.broker().expect(publish(5, "a", 1, 2, ""), pingreq(), publish(5, "a", 1, 1, ""));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    }

    @Test
    void shouldKeepTheOrderWhenDelayed() {
        proxy.when(Packets.of(PUBLISH).nth(1)).delay(Duration.ofMillis(200));
        Bench.Ends ends = bench.connect(5, "gw-1");
        long start = System.nanoTime();

        ends.client().send(publish(5, "a", 1, 1, ""), publish(5, "a", 1, 2, ""));

        ends.broker().expect(publish(5, "a", 1, 1, ""));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
        ends.broker().expect(publish(5, "a", 1, 2, ""));
    }

    @Test
    void shouldLoseTheAcknowledgementAfterTheBrokerHasTheMessageWhenDroppedAndCut() {
        proxy.when(Packets.of(PUBACK).toClient().nth(2)).dropAndCut();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 1, ""), publish(5, "a", 1, 2, ""));
        ends.broker().expect(publish(5, "a", 1, 1, ""), publish(5, "a", 1, 2, ""));
        ends.broker().send(puback(1), puback(2), pingresp());

        ends.client().expect(puback(1)).expectEnd();
        ends.broker().expectEnd();
    }

    @Test
    void shouldResetBeforeTheBrokerHasTheMessageWhenDroppedAndReset() {
        proxy.when(Packets.of(PUBLISH).toBroker()).dropAndReset();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 1, ""));

        ends.client().expectReset();
        ends.broker().expectReset();
    }

    @Test
    void shouldCutRightAfterThePacketWhenAsked() {
        proxy.when(Packets.of(PUBLISH).toBroker()).cutAfter();
        Bench.Ends ends = bench.connect(4, "gw-1");

        ends.client().send(publish(4, "a", 1, 1, "x"), publish(4, "a", 1, 2, "y"));

        ends.broker().expect(publish(4, "a", 1, 1, "x")).expectEnd();
        ends.client().expectEnd();
    }

    @Test
    void shouldResetRightAfterThePacketWhenAsked() {
        proxy.when(Packets.of(PUBLISH).toClient()).resetAfter();
        Bench.Ends ends = bench.connect(4, "gw-1");

        ends.broker().send(publish(4, "a", 1, 1, "x"), publish(4, "a", 1, 2, "y"));

        ends.client().expect(publish(4, "a", 1, 1, "x")).expectReset();
        ends.broker().expectReset();
    }

    @Test
    void shouldSwallowEverythingFromThePacketOnWhenHalfOpen() {
        proxy.when(Packets.of(PUBLISH).toBroker().nth(2)).halfOpen();
        Bench.Ends ends = bench.connect(4, "gw-1");

        ends.client().send(publish(4, "a", 1, 1, ""));
        ends.broker().expect(publish(4, "a", 1, 1, ""));
        ends.client().send(publish(4, "a", 1, 2, ""), pingreq());
        ends.broker().expectSilence(SILENCE_MILLIS);
        ends.broker().send(puback(1));

        ends.client().expectSilence(SILENCE_MILLIS);
        ends.client().send(pingreq());
    }

    @Test
    void shouldInvertTheLastPayloadByteWhenCorrupted() {
        proxy.when(Packets.of(PUBLISH)).corruptPayload();
        Bench.Ends ends = bench.connect(5, "gw-1");
        byte[] corrupt = publish(5, "a", 0, 0, "xy");
        corrupt[corrupt.length - 1] = (byte) ~'y';

        ends.client().send(publish(5, "a", 0, 0, "xy"), publish(5, "a", 0, 0, ""));

        ends.broker().expect(corrupt, publish(5, "a", 0, 0, ""));
        assertThat(proxy.count(FaultAction.NOT_APPLICABLE)).isEqualTo(1);
    }

    @Test
    void shouldResolveTopicAliasesAndSpellThemOutWhenTheirIntroductionWasLost() {
        proxy.when(Packets.of(PUBLISH).topic("a/long/topic").nth(1)).drop();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a/long/topic", 1, 1, alias(3), "m1"));
        ends.client().send(publish(5, "", 1, 2, alias(3), "m2"), publish(5, "", 1, 3, alias(3), "m3"));

        ends.broker().expect(publish(5, "a/long/topic", 1, 2, alias(3), "m2"));
        ends.broker().expect(publish(5, "", 1, 3, alias(3), "m3"));
        assertThat(proxy.log()).last().extracting(FaultEvent::detail).isEqualTo("a/long/topic");
    }

    @Test
    void shouldCountPerClientAndStopAtTheMostInAll() {
        Rule rule = proxy.when(Packets.of(PUBLISH).every(2).atMost(3)).drop();
        Bench.Ends one = bench.connect(5, "gw-1");
        Bench.Ends two = bench.connect(5, "gw-2");

        for (int i = 1; i <= 4; i++) {
            one.client().send(publish(5, "a", 0, 0, "one" + i));
        }
        one.client().send(pingreq());
        one.broker().expect(publish(5, "a", 0, 0, "one1"), publish(5, "a", 0, 0, "one3"), pingreq());
        for (int i = 1; i <= 4; i++) {
            two.client().send(publish(5, "a", 0, 0, "two" + i));
        }

        two.broker().expect(publish(5, "a", 0, 0, "two1"), publish(5, "a", 0, 0, "two3"));
        two.broker().expect(publish(5, "a", 0, 0, "two4"));
        assertThat(rule.hits()).isEqualTo(3);
    }

    @Test
    void shouldLetTheFirstRuleDecideAndTheOthersOnlyCount() {
        Rule drop = proxy.when(Packets.of(PUBLISH).nth(1)).drop();
        Rule duplicate = proxy.when(Packets.of(PUBLISH)).duplicate();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 0, 0, "1"), publish(5, "a", 0, 0, "2"));
        ends.broker().expect(publish(5, "a", 0, 0, "2"), publish(5, "a", 0, 0, "2"));
        duplicate.remove();
        duplicate.remove();
        ends.client().send(publish(5, "a", 0, 0, "3"), pingreq());

        ends.broker().expect(publish(5, "a", 0, 0, "3"), pingreq());
        assertThat(drop.hits()).isEqualTo(1);
        assertThat(duplicate.hits()).isEqualTo(1);
    }

    @Test
    void shouldShowThePacketToAPredicateAndSurviveItsException() {
        proxy.when(Packets.any().where(packet -> {
                    throw new IllegalStateException("a defect in the test");
                }))
                .drop();
        proxy.when(Packets.of(PUBLISH)
                        .client("gw-1")
                        .where(p -> new String(p.payload(), StandardCharsets.UTF_8).equals("bad")
                                && p.qos() == 1
                                && p.packetId().orElse(0) == 2
                                && p.ordinal() == 2
                                && p.size() == publish(5, "a", 1, 2, "bad").length
                                && !p.isDup()
                                && !p.isRetained()
                                && p.reasonCode().isEmpty()))
                .drop();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 1, "bad"), publish(5, "a", 1, 2, "bad"), pingreq());

        ends.broker().expect(publish(5, "a", 1, 1, "bad"), pingreq());
        assertThat(proxy.count(FaultAction.RULE_FAILED)).isGreaterThanOrEqualTo(4);
    }

    @Test
    void shouldAskAConditionWithoutHoldingUpTheConnection() {
        Rule rule = proxy.when(Packets.of(PUBLISH).where(packet -> {
                    assertThat(CompletableFuture.supplyAsync(proxy::cutAll)).succeedsWithin(Duration.ofSeconds(10));
                    return true;
                }))
                .dropAndReset();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 1, "last"));

        ends.broker().expectEnd();
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.count(FaultAction.DROP_AND_RESET) == 1);
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(proxy.count(FaultAction.CUT)).isEqualTo(1);
        assertThat(proxy.count(FaultAction.RULE_FAILED)).isZero();
    }

    @Test
    void shouldBeHarmlessAgainWhenHealed() {
        proxy.when(Packets.any()).drop();
        proxy.delay(Direction.TO_BROKER, Duration.ofMinutes(1));
        proxy.bandwidth(1);
        proxy.refuse();

        proxy.heal();

        bench.connect(5, "gw-1");
    }
}
