package dev.latido.core;

/**
 * Maximum rate at which a publisher sends, for metered or slow links. Immutable and thread-safe.
 *
 * <p>A pause saves up to one second's allowance, which may then be sent at once; over any longer time the rate holds.
 * Waiting messages stay in the outbox, within its bounds. Messages that are sent again count again. Bytes are those of
 * topic, payload and properties; headers of MQTT, TLS and TCP are extra, about 10 bytes per message and 40 to 60 bytes
 * per packet.
 *
 * @param messagesPerSecond messages per second, from 1; {@link Integer#MAX_VALUE} for no limit
 * @param bytesPerSecond bytes per second, from 1; {@link Long#MAX_VALUE} for no limit. A message larger than that is
 *     still sent, and the messages after it wait accordingly longer
 */
public record RateLimit(int messagesPerSecond, long bytesPerSecond) {

    /**
     * Checks that both are positive.
     *
     * @param messagesPerSecond messages per second, from 1
     * @param bytesPerSecond bytes per second, from 1
     */
    public RateLimit {
        if (messagesPerSecond < 1) {
            throw new IllegalArgumentException("messagesPerSecond must be at least 1, was " + messagesPerSecond);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1, was " + bytesPerSecond);
        }
    }

    /**
     * Limits both messages and bytes; whichever limit is reached first counts.
     *
     * @param messagesPerSecond messages per second, from 1
     * @param bytesPerSecond bytes per second, from 1
     * @return the limit
     * @throws IllegalArgumentException if one of them is below 1
     */
    public static RateLimit of(int messagesPerSecond, long bytesPerSecond) {
        return new RateLimit(messagesPerSecond, bytesPerSecond);
    }

    /**
     * Limits the number of messages, of any size.
     *
     * @param messages messages per second, from 1
     * @return the limit
     * @throws IllegalArgumentException if it is below 1
     */
    public static RateLimit messagesPerSecond(int messages) {
        return of(messages, Long.MAX_VALUE);
    }

    /**
     * Limits the number of bytes, in any number of messages.
     *
     * @param bytes bytes per second, from 1
     * @return the limit
     * @throws IllegalArgumentException if it is below 1
     */
    public static RateLimit bytesPerSecond(long bytes) {
        return of(Integer.MAX_VALUE, bytes);
    }
}
