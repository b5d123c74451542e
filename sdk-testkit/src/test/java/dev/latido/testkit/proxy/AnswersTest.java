package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.PacketType.CONNACK;
import static dev.latido.testkit.proxy.PacketType.CONNECT;
import static dev.latido.testkit.proxy.PacketType.DISCONNECT;
import static dev.latido.testkit.proxy.PacketType.PINGREQ;
import static dev.latido.testkit.proxy.PacketType.PUBACK;
import static dev.latido.testkit.proxy.PacketType.PUBLISH;
import static dev.latido.testkit.proxy.PacketType.SUBACK;
import static dev.latido.testkit.proxy.PacketType.SUBSCRIBE;
import static dev.latido.testkit.proxy.PacketType.UNSUBSCRIBE;
import static dev.latido.testkit.proxy.Wired.bytes;
import static dev.latido.testkit.proxy.Wired.connack;
import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.packet;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.pubcomp;
import static dev.latido.testkit.proxy.Wired.publish;
import static dev.latido.testkit.proxy.Wired.pubrec;
import static dev.latido.testkit.proxy.Wired.pubrel;
import static dev.latido.testkit.proxy.Wired.suback;
import static dev.latido.testkit.proxy.Wired.subscribe;
import static dev.latido.testkit.proxy.Wired.u16;
import static dev.latido.testkit.proxy.Wired.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AnswersTest {

    private static final int NOT_AUTHORIZED = 0x87;
    private static final int QUOTA_EXCEEDED = 0x97;

    private final Bench bench = new Bench();
    private final FaultProxy proxy = bench.proxy;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldRejectAMessageThatTheBrokerNeverSees() {
        proxy.when(Packets.of(PUBLISH).toBroker().nth(1)).answer(QUOTA_EXCEEDED);
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(publish(5, "a", 1, 1, ""), publish(5, "a", 1, 2, ""));

        ends.client().expect(puback(1, QUOTA_EXCEEDED));
        ends.broker().expect(publish(5, "a", 1, 2, ""));
    }

    @Test
    void shouldAcknowledgeAMessageThatTheBrokerNeverSeesWithoutACodeInVersion4() {
        proxy.when(Packets.of(PUBLISH).toBroker()).answer(0);
        Bench.Ends ends = bench.connect(4, "gw-1");

        ends.client().send(publish(4, "a", 1, 1, ""), publish(4, "a", 0, 0, ""), pingreq());

        ends.client().expect(puback(1));
        ends.broker().expect(pingreq());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldPlayTheReceiverToTheEndWithQos2(int version) {
        proxy.when(Packets.of(PUBLISH).toBroker()).answer(0);
        Bench.Ends ends = bench.connect(version, "gw-1");

        ends.client().send(publish(version, "a", 2, 1, ""));
        ends.client().expect(pubrec(1)).send(pubrel(1), pingreq());

        ends.client().expect(pubcomp(1));
        ends.broker().expect(pingreq());
    }

    @Test
    void shouldAcknowledgeInTheClientsPlace() {
        proxy.when(Packets.of(PUBLISH).toClient()).answer(0);
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.broker().send(publish(5, "a", 1, 9, ""), pingresp());

        ends.broker().expect(puback(9));
        ends.client().expect(pingresp());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldRefuseTheConnectionInTheBrokersPlace(int version) {
        int code = version == 5 ? NOT_AUTHORIZED : 5;
        proxy.when(Packets.of(CONNECT)).answer(code);
        Bench.Ends ends = bench.dial();

        ends.client().send(connect(version, "gw-1"));

        ends.client().expect(connack(version, code)).expectEnd();
        ends.broker().expectEnd();
    }

    @Test
    void shouldTellTheClientThatItWasRefusedWhenTheBrokerAcceptedIt() {
        proxy.when(Packets.of(CONNACK)).answer(NOT_AUTHORIZED);
        Bench.Ends ends = bench.dial();

        ends.client().send(connect(5, "gw-1"));
        ends.broker().expect(connect(5, "gw-1")).send(connack(5, 0));

        ends.client().expect(connack(5, NOT_AUTHORIZED)).expectEnd();
        ends.broker().expectEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldRefuseEveryFilterOfASubscription(int version) {
        proxy.when(Packets.of(SUBSCRIBE)).answer(0x80);
        Bench.Ends ends = bench.connect(version, "gw-1");

        ends.client().send(subscribe(version, 300, "a/#", "b", "c/+"), pingreq());

        ends.client().expect(suback(version, 300, 0x80, 0x80, 0x80));
        ends.broker().expect(pingreq());
    }

    @Test
    void shouldReplaceTheAnswersOfTheBroker() {
        proxy.when(Packets.of(SUBACK, PUBACK)).answer(NOT_AUTHORIZED);
        Bench.Ends ends = bench.connect(5, "gw-1");
        ends.client().send(subscribe(5, 2, "a", "b"), publish(5, "a", 1, 1, ""));
        ends.broker().expect(subscribe(5, 2, "a", "b"), publish(5, "a", 1, 1, ""));

        ends.broker().send(suback(5, 2, 1, 1), puback(1));

        ends.client().expect(suback(5, 2, NOT_AUTHORIZED, NOT_AUTHORIZED), puback(1, NOT_AUTHORIZED));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldAnswerUnsubscribeAndPing(int version) {
        proxy.when(Packets.of(UNSUBSCRIBE, PINGREQ)).answer(0x11);
        Bench.Ends ends = bench.connect(version, "gw-1");

        ends.client().send(unsubscribe(version, 5, "a"), pingreq());

        ends.client().expect(packet(0xB0, u16(5), version == 5 ? bytes(0, 0x11) : bytes()), pingresp());
    }

    @Test
    void shouldForwardWhatHasNoAnswer() {
        proxy.when(Packets.of(DISCONNECT)).answer(0);
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.client().send(packet(0xE0));

        ends.broker().expect(packet(0xE0));
        assertThat(proxy.count(FaultAction.NOT_APPLICABLE)).isEqualTo(1);
        assertThat(proxy.count(FaultAction.ANSWER)).isZero();
    }
}
