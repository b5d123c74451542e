package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.PacketType.PUBLISH;
import static dev.latido.testkit.proxy.Wired.bytes;
import static dev.latido.testkit.proxy.Wired.connack;
import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.idOf;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.pubcomp;
import static dev.latido.testkit.proxy.Wired.publish;
import static dev.latido.testkit.proxy.Wired.pubrec;
import static dev.latido.testkit.proxy.Wired.pubrel;
import static dev.latido.testkit.proxy.Wired.withDup;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RedeliveryTest {

    private final Bench bench = new Bench();
    private final FaultProxy proxy = bench.proxy;

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldReachTheClientTwiceUnderTwoIdsAndTheBrokerOnceWhenRedelivered(int version) {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.connect(version, "gw-1");

        ends.broker().send(publish(version, "a", 1, 1, "x"));
        ends.client().expect(publish(version, "a", 1, 1, "x"));
        byte[] copy = ends.client().next();

        assertThat(idOf(copy)).isNotEqualTo(1);
        assertThat(copy).containsExactly(publish(version, "a", 1, idOf(copy), "x"));
        ends.client().send(puback(idOf(copy)), puback(1), pingreq());
        ends.broker().expect(puback(1), pingreq());
        assertThat(proxy.count(FaultAction.REDELIVER_AS_NEW)).isEqualTo(1);
        assertThat(proxy.count(FaultAction.ACK_SWALLOWED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void shouldReachTheBrokerTwiceAndAnswerTheClientOnceWhenRedelivered(int version) {
        proxy.when(Packets.of(PUBLISH).toBroker()).redeliverAsNew();
        Bench.Ends ends = bench.connect(version, "gw-1");

        ends.client().send(publish(version, "a", 1, 1, "x"));
        ends.broker().expect(publish(version, "a", 1, 1, "x"));
        byte[] copy = ends.broker().next();
        ends.broker().send(puback(1), puback(idOf(copy)), pingresp());

        assertThat(copy).containsExactly(publish(version, "a", 1, idOf(copy), "x"));
        ends.client().expect(puback(1), pingresp());
    }

    @Test
    void shouldClearTheDupFlagOfTheCopyWhenTheOriginalWasSentAgain() {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.connect(5, "gw-1");

        ends.broker().send(withDup(publish(5, "a", 1, 1, "x")));

        ends.client().expect(withDup(publish(5, "a", 1, 1, "x")));
        byte[] copy = ends.client().next();
        assertThat(copy).containsExactly(publish(5, "a", 1, idOf(copy), "x"));
    }

    @Test
    void shouldPlayTheSenderToTheEndWhenACopyHasQos2() {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.connect(4, "gw-1");
        ends.broker().send(publish(4, "a", 2, 1, "x"));
        ends.client().expect(publish(4, "a", 2, 1, "x"));
        int copy = idOf(ends.client().next());

        ends.client().send(pubrec(1), pubrec(copy));
        ends.client().expect(pubrel(copy)).send(pubcomp(copy), pingreq());
        ends.broker().expect(pubrec(1), pingreq()).send(pubrel(1));
        ends.client().expect(pubrel(1)).send(pubcomp(1));

        ends.broker().expect(pubcomp(1));
    }

    @Test
    void shouldJustDoubleQos0() {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.connect(4, "gw-1");

        ends.broker().send(publish(4, "a", 0, 0, "x"), pingresp());

        ends.client().expect(publish(4, "a", 0, 0, "x"), publish(4, "a", 0, 0, "x"), pingresp());
    }

    @Test
    void shouldGiveEveryCopyInFlightAnIdOfItsOwn() {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.connect(5, "gw-1");
        int[] copies = new int[50];

        for (int id = 1; id <= 50; id++) {
            ends.broker().send(publish(5, "a", 1, id, "m" + id));
            ends.client().expect(publish(5, "a", 1, id, "m" + id));
            copies[id - 1] = idOf(ends.client().next());
        }
        for (int copy : copies) {
            ends.client().send(puback(copy));
        }
        ends.client().send(pingreq());

        assertThat(copies).doesNotHaveDuplicates();
        assertThat(Arrays.stream(copies)).allMatch(id -> id > 1_000);
        ends.broker().expect(pingreq());
    }

    @Test
    void shouldKeepWithinTheReceiveMaximumOfTheClient() {
        proxy.when(Packets.of(PUBLISH).toClient()).redeliverAsNew();
        Bench.Ends ends = bench.dial();
        byte[] connect = connect(5, "gw-1", bytes(0x21, 0, 3));
        ends.client().send(connect);
        ends.broker().expect(connect).send(connack(5, 0));
        ends.client().expect(connack(5, 0));

        ends.broker().send(publish(5, "a", 1, 1, "m1"), publish(5, "a", 1, 2, "m2"), pingresp());
        ends.client().expect(publish(5, "a", 1, 1, "m1"));
        int firstCopy = idOf(ends.client().next());
        ends.client().expect(publish(5, "a", 1, 2, "m2"), pingresp());
        ends.broker().send(publish(5, "a", 1, 3, "m3"), pingresp());
        ends.client().expect(pingresp()).send(puback(firstCopy));
        byte[] secondCopy = ends.client().next();
        ends.client().send(puback(idOf(secondCopy)));
        ends.client().expect(publish(5, "a", 1, 3, "m3")).send(puback(1), puback(2), puback(3));
        byte[] thirdCopy = ends.client().next();

        assertThat(secondCopy).containsExactly(publish(5, "a", 1, idOf(secondCopy), "m2"));
        assertThat(thirdCopy).containsExactly(publish(5, "a", 1, idOf(thirdCopy), "m3"));
        ends.broker().expect(puback(1), puback(2), puback(3));
    }
}
