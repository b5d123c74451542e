package dev.latido.testkit.proxy;

/** What the proxy did, or saw, as written in its log. The first group can be asked for by a rule, see {@link Fault}. */
public enum FaultAction {
    /** The packet was not forwarded. */
    DROP(Argument.NONE),
    /** The packet was forwarded twice, the same bytes. */
    DUPLICATE(Argument.NONE),
    /** The packet was forwarded twice, the second time with the DUP flag. */
    DUPLICATE_WITH_DUP_FLAG(Argument.NONE),
    /** As {@link #DUPLICATE_WITH_DUP_FLAG}; the second acknowledgement is kept from the sender. */
    DUPLICATE_SWALLOWING_ACK(Argument.NONE),
    /** A copy under a fresh packet id follows, its acknowledgement is kept from the sender. */
    REDELIVER_AS_NEW(Argument.NONE),
    /** Held until a number of packets of the same type have overtaken it. */
    HOLD(Argument.NUMBER),
    /** Held for a time; others overtake it. */
    HOLD_FOR(Argument.DURATION),
    /** The packet and everything behind it came later. */
    DELAY(Argument.DURATION),
    /** Not forwarded, and the connection closed with FIN on both sides. */
    DROP_AND_CUT(Argument.NONE),
    /** Not forwarded, and the connection closed with RST on both sides. */
    DROP_AND_RESET(Argument.NONE),
    /** Forwarded, then the connection closed with FIN on both sides. */
    CUT_AFTER(Argument.NONE),
    /** Forwarded, then the connection closed with RST on both sides. */
    RESET_AFTER(Argument.NONE),
    /** Not forwarded, nor anything after it, in either direction; the sockets stay open. */
    HALF_OPEN_FROM(Argument.NONE),
    /** Answered by the proxy with a reason code. */
    ANSWER(Argument.NUMBER),
    /** Forwarded with a changed payload. */
    CORRUPT_PAYLOAD(Argument.NONE),

    /** A client sent CONNECT. */
    CONNECTED(Argument.EVENT),
    /** One of the peers ended the connection. */
    DISCONNECTED(Argument.EVENT),
    /** Cut by {@link FaultProxy#cutAll} or {@link ProxyClient#cut}. */
    CUT(Argument.EVENT),
    /** Reset by {@link FaultProxy#resetAll} or {@link ProxyClient#reset}. */
    RESET(Argument.EVENT),
    /** Made half-open by {@link FaultProxy#halfOpenAll} or {@link ProxyClient#halfOpen}. */
    HALF_OPEN(Argument.EVENT),
    /**
     * The test has changed the proxy as a whole: {@link FaultProxy#delay}, {@link FaultProxy#bandwidth(Direction, long)},
     * {@link FaultProxy#refuse}, {@link FaultProxy#accept}, {@link FaultProxy#target} or {@link FaultProxy#heal}; the detail
     * says which, and how.
     */
    SETTING(Argument.EVENT),
    /** A new connection was turned away, see {@link FaultProxy#refuse}. */
    REFUSED(Argument.EVENT),
    /** The broker could not be reached; the client's connection was reset. */
    UNREACHABLE(Argument.EVENT),
    /** A TLS handshake failed; the connection was closed. */
    TLS_FAILED(Argument.EVENT),
    /** Bytes that are not MQTT 5 or 3.1.1; the connection was closed. */
    MALFORMED(Argument.EVENT),
    /** A packet above the maximum size; the connection was closed. */
    OVERSIZED(Argument.EVENT),
    /** The acknowledgement of a copy made by the proxy was kept from the sender of the original. */
    ACK_SWALLOWED(Argument.EVENT),
    /** A rule asked for something that makes no sense for the packet, which was forwarded as it was. */
    NOT_APPLICABLE(Argument.EVENT),
    /** A rule's predicate threw; the packet was forwarded as it was. */
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
     * Whether a rule can ask for it, and so whether a script can replay it.
     *
     * @return false for what the proxy only reports
     */
    public boolean isFault() {
        return argument != Argument.EVENT;
    }
}
