package dev.latido.core;

/**
 * How fast a publisher sends at most, for links that are metered or slow. Immutable.
 *
 * <p>A pause saves up to one second's allowance, which may then go out at once; over any longer time the rate holds. What
 * waits stays in the outbox, within its bounds. Messages that are sent again count again. Bytes are those of topic,
 * payload and properties; headers of MQTT, TLS and TCP come on top, about 10 and 40 to 60 bytes a message and packet.
 *
 * @param messagesPerSecond messages a second, from 1; {@link Integer#MAX_VALUE} for any number
 * @param bytesPerSecond bytes a second, from 1; {@link Long#MAX_VALUE} for any number. A message larger than that is sent
 *     all the same, and the next ones wait the longer
 */
public record RateLimit(int messagesPerSecond, long bytesPerSecond) {

    /** Checks that both are positive. */
    public RateLimit {
        if (messagesPerSecond < 1) {
            throw new IllegalArgumentException("messagesPerSecond must be at least 1, was " + messagesPerSecond);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1, was " + bytesPerSecond);
        }
    }

    /**
     * So many messages a second, of any size.
     *
     * @param messages from 1
     * @return the limit
     * @throws IllegalArgumentException if it is below 1
     */
    public static RateLimit messagesPerSecond(int messages) {
        return new RateLimit(messages, Long.MAX_VALUE);
    }

    /**
     * So many bytes a second, in any number of messages.
     *
     * @param bytes from 1
     * @return the limit
     * @throws IllegalArgumentException if it is below 1
     */
    public static RateLimit bytesPerSecond(long bytes) {
        return new RateLimit(Integer.MAX_VALUE, bytes);
    }
}
