package dev.latido.testkit.proxy;

import java.time.Duration;

/**
 * The second half of a rule: the fault for the packets that {@link FaultProxy#when} has chosen. Each method puts the
 * rule in force at once and returns it. Thread-safe.
 *
 * <p>Rules do not see packets that the proxy creates itself: copies, answers, and the acknowledgements of copies.
 */
public interface RuleStep {

    /**
     * Applies a fault.
     *
     * @param fault the fault
     * @return the rule, in force
     */
    Rule apply(Fault fault);

    /**
     * Drops the packet. The connection stays open, so a QoS 1 message stays in flight at its sender until the next
     * connection.
     *
     * @return the rule, in force
     */
    default Rule drop() {
        return apply(Fault.of(FaultAction.DROP));
    }

    /**
     * Forwards the packet twice, byte for byte. If it is a PUBLISH with QoS 1 or 2, the receiver sees a packet id that
     * is still in use, which strict peers treat as a protocol error, and the sender gets two acknowledgements. Use
     * {@link #redeliverAsNew()} for a duplicate that every receiver processes.
     *
     * @return the rule, in force
     */
    default Rule duplicate() {
        return apply(Fault.of(FaultAction.DUPLICATE));
    }

    /**
     * As {@link #duplicate()}, but the second PUBLISH has the DUP flag (packets of other types are just duplicated).
     * MQTT 5 forbids this on one connection; MQTT 3.1.1 receivers answer both and may or may not process both. The
     * sender gets two acknowledgements.
     *
     * @return the rule, in force
     */
    default Rule duplicateWithDupFlag() {
        return apply(Fault.of(FaultAction.DUPLICATE_WITH_DUP_FLAG));
    }

    /**
     * As {@link #duplicateWithDupFlag()}, but the receiver's second PUBACK or PUBREC is not forwarded, so that the
     * sender notices nothing. Only for PUBLISH with QoS 1 or 2.
     *
     * @return the rule, in force
     */
    default Rule duplicateSwallowingAck() {
        return apply(Fault.of(FaultAction.DUPLICATE_SWALLOWING_ACK));
    }

    /**
     * Forwards a PUBLISH, then a copy of it under an unused packet id, without the DUP flag: the receiver processes the
     * message twice. The copy's acknowledgements are not forwarded (with QoS 2 the proxy completes the exchange in the
     * sender's place), so that the sender notices nothing. The proxy respects the receiver's Receive Maximum: messages
     * that exceed it wait in the proxy for an acknowledgement.
     *
     * @return the rule, in force
     */
    default Rule redeliverAsNew() {
        return apply(Fault.of(FaultAction.REDELIVER_AS_NEW));
    }

    /**
     * Holds the packet until the next {@code packets} packets of the same type, direction and connection have been
     * forwarded. If they never arrive, the packet is lost with the connection.
     *
     * @param packets at least 1
     * @return the rule, in force
     */
    default Rule hold(int packets) {
        return apply(Fault.hold(packets));
    }

    /**
     * Holds the packet for a time; all packets after it overtake it.
     *
     * @param time more than zero
     * @return the rule, in force
     */
    default Rule holdFor(Duration time) {
        return apply(Fault.holdFor(time));
    }

    /**
     * Delays the packet and all packets after it; the order stays the same.
     *
     * @param time more than zero, in addition to {@link FaultProxy#delay}
     * @return the rule, in force
     */
    default Rule delay(Duration time) {
        return apply(Fault.delay(time));
    }

    /**
     * Closes the connection with FIN on both sides right before the packet, which is lost. With a PUBACK to the client,
     * the broker has stored the message and the client does not know. Packets received earlier are still forwarded.
     *
     * @return the rule, in force
     */
    default Rule dropAndCut() {
        return apply(Fault.of(FaultAction.DROP_AND_CUT));
    }

    /**
     * As {@link #dropAndCut()}, but closes with RST.
     *
     * @return the rule, in force
     */
    default Rule dropAndReset() {
        return apply(Fault.of(FaultAction.DROP_AND_RESET));
    }

    /**
     * Closes the connection with FIN on both sides right after the packet was forwarded. The receiver's answer is lost.
     *
     * @return the rule, in force
     */
    default Rule cutAfter() {
        return apply(Fault.of(FaultAction.CUT_AFTER));
    }

    /**
     * As {@link #cutAfter()}, but closes with RST. If the receiver's operating system discards unread data, the
     * receiver does not see the packet.
     *
     * @return the rule, in force
     */
    default Rule resetAfter() {
        return apply(Fault.of(FaultAction.RESET_AFTER));
    }

    /**
     * Discards the packet and everything after it in both directions; the sockets stay open.
     *
     * @return the rule, in force
     */
    default Rule halfOpen() {
        return apply(Fault.of(FaultAction.HALF_OPEN_FROM));
    }

    /**
     * Answers with a reason code. A request is not forwarded but answered in the receiver's place: PUBLISH with PUBACK
     * or PUBREC (QoS 0: only dropped), SUBSCRIBE with SUBACK and UNSUBSCRIBE with UNSUBACK (the code once per filter),
     * CONNECT with CONNACK, PINGREQ with PINGRESP. An answer (CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK,
     * UNSUBACK) is replaced by one with this code: the broker has done its work, but the client receives another
     * result. After a CONNACK created in this way the connection is closed. In MQTT 3.1.1, PUBACK, PUBREC, PUBREL,
     * PUBCOMP and UNSUBACK carry no code, so it is left out.
     *
     * @param reasonCode 0 to 255; its meaning depends on the protocol version of the connection
     * @return the rule, in force
     */
    default Rule answer(int reasonCode) {
        return apply(Fault.answer(reasonCode));
    }

    /**
     * Inverts the bits of the last byte of a PUBLISH's payload.
     *
     * @return the rule, in force
     */
    default Rule corruptPayload() {
        return apply(Fault.of(FaultAction.CORRUPT_PAYLOAD));
    }
}
