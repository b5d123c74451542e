package dev.latido.testkit.proxy;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the proxy's log. It contains no payload. Immutable and thread-safe.
 *
 * @param when the time of the proxy's clock
 * @param connection the number of the connection, from 1 in the order of acceptance; 0 for events of the proxy as a
 *     whole
 * @param clientId the client's id; empty before its CONNECT
 * @param action the action or event
 * @param step the packet, and how a script repeats the action; a cut or reset that the test requested by a method call
 *     is repeated right after the packet that the proxy had seen last; null for other events of a whole connection, and
 *     for packets that the proxy created
 * @param detail further information such as the start of a topic or an error; may be empty
 */
public record FaultEvent(
        Instant when,
        long connection,
        String clientId,
        FaultAction action,
        FaultScript.@Nullable Step step,
        String detail) {

    /**
     * Checks that no part is null, except for the step.
     *
     * @param when the time of the proxy's clock
     * @param connection the number of the connection, from 1; 0 for events of the proxy as a whole
     * @param clientId the client's id; empty before its CONNECT
     * @param action the action or event
     * @param step the packet, and how a script repeats the action; may be null
     * @param detail further information; may be empty
     */
    public FaultEvent {
        Objects.requireNonNull(when, "when must not be null");
        Objects.requireNonNull(clientId, "clientId must not be null");
        Objects.requireNonNull(action, "action must not be null");
        Objects.requireNonNull(detail, "detail must not be null");
    }
}
