package dev.latido.testkit;

/**
 * The settings that all brokers of the kit have in common. The same settings have the same effect on each kind of
 * broker; where the protocol leaves a broker a choice, {@link AclRule} describes the differences.
 *
 * <p>Not thread-safe. A builder can be used again for further brokers.
 *
 * @param <B> the type of the broker
 * @param <S> the type of the builder
 */
public interface BrokerBuilder<B extends TestBroker, S extends BrokerBuilder<B, S>> {

    /** Default of {@link #receiveMaximum(int)}: {@value}, the protocol's maximum. */
    int DEFAULT_RECEIVE_MAXIMUM = 65_535;

    /** Default of {@link #queueSize(int)}: {@value} messages. */
    int DEFAULT_QUEUE_SIZE = 1_000_000;

    /**
     * Adds a TLS listener (1.2 and 1.3) for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. Default: none.
     *
     * @param ca issues the broker's certificate
     * @return this builder
     */
    S tls(DevelopmentCa ca);

    /**
     * Sets the maximum number of unacknowledged QoS 1 and 2 messages that a client may send. Default: {@value
     * #DEFAULT_RECEIVE_MAXIMUM}.
     *
     * @param messages 1 to 65,535
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    S receiveMaximum(int messages);

    /**
     * Sets the maximum number of messages that are queued for each offline or slow client before new ones are
     * discarded. Default: {@value #DEFAULT_QUEUE_SIZE}.
     *
     * @param messages 1 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    S queueSize(int messages);

    /**
     * Adds a user. With one or more users, a client needs the name and password of one of them; others are refused with
     * reason code 134 or 135. Default: no users, every client may connect.
     *
     * @param name not empty, without white space and colons
     * @param password not empty
     * @return this builder
     * @throws IllegalArgumentException if an argument is not allowed
     */
    S user(String name, String password);

    /**
     * Adds access rules. Default: none, every user may do everything.
     *
     * @param rules about users that are added too
     * @return this builder
     */
    S acl(AclRule... rules);

    /**
     * Starts a broker on free ports and returns when it accepts connections.
     *
     * @return a running broker, to be closed by the caller
     * @throws IllegalStateException if the broker does not start, or if a rule names a user that is not added
     * @throws java.io.UncheckedIOException if its files cannot be written
     */
    B start();
}
