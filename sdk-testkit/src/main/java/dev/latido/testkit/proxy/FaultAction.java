package dev.latido.testkit.proxy;

/** An action of the proxy or an event in its log. Rules can ask for the first group, see {@link Fault}. */
public enum FaultAction {
    /** The packet was not forwarded. */
    DROP(Argument.NONE),
    /** The packet was forwarded twice, the same bytes. */
    DUPLICATE(Argument.NONE),
    /** The packet was forwarded twice, the second time with the DUP flag. */
    DUPLICATE_WITH_DUP_FLAG(Argument.NONE),
    /** As {@link #DUPLICATE_WITH_DUP_FLAG}, and the second acknowledgement was not forwarded to the sender. */
    DUPLICATE_SWALLOWING_ACK(Argument.NONE),
    /**
     * The packet was followed by a copy under a new packet id, whose acknowledgement was not forwarded to the sender.
     */
    REDELIVER_AS_NEW(Argument.NONE),
    /** The packet was held until a number of packets of the same type had overtaken it. */
    HOLD(Argument.NUMBER),
    /** The packet was held for a time while others overtook it. */
    HOLD_FOR(Argument.DURATION),
    /** The packet and all packets after it were delayed. */
    DELAY(Argument.DURATION),
    /** The packet was not forwarded, and the connection was closed with FIN on both sides. */
    DROP_AND_CUT(Argument.NONE),
    /** The packet was not forwarded, and the connection was closed with RST on both sides. */
    DROP_AND_RESET(Argument.NONE),
    /** The packet was forwarded, then the connection was closed with FIN on both sides. */
    CUT_AFTER(Argument.NONE),
    /** The packet was forwarded, then the connection was closed with RST on both sides. */
    RESET_AFTER(Argument.NONE),
    /** Neither the packet nor anything after it was forwarded, in either direction; the sockets stayed open. */
    HALF_OPEN_FROM(Argument.NONE),
    /** The proxy answered the packet with a reason code. */
    ANSWER(Argument.NUMBER),
    /** The packet was forwarded with a changed payload. */
    CORRUPT_PAYLOAD(Argument.NONE),

    /** A client sent CONNECT. */
    CONNECTED(Argument.EVENT),
    /** One of the peers ended the connection. */
    DISCONNECTED(Argument.EVENT),
    /** The connection was cut by {@link FaultProxy#cutAll} or {@link ProxyClient#cut}. */
    CUT(Argument.EVENT),
    /** The connection was reset by {@link FaultProxy#resetAll} or {@link ProxyClient#reset}. */
    RESET(Argument.EVENT),
    /** The connection was made half-open by {@link FaultProxy#halfOpenAll} or {@link ProxyClient#halfOpen}. */
    HALF_OPEN(Argument.EVENT),
    /**
     * The test changed the proxy as a whole: {@link FaultProxy#delay}, {@link FaultProxy#bandwidth(Direction, long)},
     * {@link FaultProxy#refuse}, {@link FaultProxy#accept}, {@link FaultProxy#target} or {@link FaultProxy#heal}. The
     * detail names the change.
     */
    SETTING(Argument.EVENT),
    /** A new connection was refused, see {@link FaultProxy#refuse}. */
    REFUSED(Argument.EVENT),
    /** The broker could not be reached; the client's connection was reset. */
    UNREACHABLE(Argument.EVENT),
    /** A TLS handshake failed; the connection was closed. */
    TLS_FAILED(Argument.EVENT),
    /** Bytes arrived that are not MQTT 5 or 3.1.1; the connection was closed. */
    MALFORMED(Argument.EVENT),
    /** A packet above the maximum size arrived; the connection was closed. */
    OVERSIZED(Argument.EVENT),
    /** The acknowledgement of a copy made by the proxy was not forwarded to the sender of the original. */
    ACK_SWALLOWED(Argument.EVENT),
    /** A rule asked for a fault that does not apply to the packet, which was forwarded unchanged. */
    NOT_APPLICABLE(Argument.EVENT),
    /** The condition of a rule threw an exception; the rule was skipped for the packet. */
    RULE_FAILED(Argument.EVENT);

    enum Argument {
        NONE,
        NUMBER,
        DURATION,
        EVENT
    }

    private final Argument argument;

    FaultAction(Argument argument) {
        this.argument = argument;
    }

    Argument argument() {
        return argument;
    }

    /**
     * Returns whether a rule can ask for this action, and therefore whether a script can replay it.
     *
     * @return false for events that the proxy only reports
     */
    public boolean isFault() {
        return argument != Argument.EVENT;
    }
}
