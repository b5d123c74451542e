package dev.latido.testkit.proxy;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the proxy's log. Holds no payload. Immutable and thread-safe.
 *
 * @param when the proxy's clock
 * @param connection number of the connection, from 1 in the order of acceptance; 0 for what concerns the proxy as a whole
 * @param clientId the client's id; empty before its CONNECT
 * @param action what was done or seen
 * @param step which packet it was done to, and what a script needs to do it again; a cut or reset that
 *     the test asked for by a method is done again right after the packet that the proxy had seen last; null for what else
 *     concerns the whole connection, or a packet that the proxy made up
 * @param detail for the reader: the start of a topic, an error; may be empty
 */
public record FaultEvent(
        Instant when,
        long connection,
        String clientId,
        FaultAction action,
        FaultScript.@Nullable Step step,
        String detail) {

    /** Checks for null. */
    public FaultEvent {
        Objects.requireNonNull(when, "when must not be null");
        Objects.requireNonNull(clientId, "clientId must not be null");
        Objects.requireNonNull(action, "action must not be null");
        Objects.requireNonNull(detail, "detail must not be null");
    }
}
