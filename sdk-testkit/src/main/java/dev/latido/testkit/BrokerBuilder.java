package dev.latido.testkit;

/**
 * The settings that all brokers of the kit share. The same declaration behaves the same on each kind; where the protocol
 * leaves a broker a choice, {@link AclRule} says who does what.
 *
 * <p>Not thread-safe. May be used again for further brokers.
 *
 * @param <B> the broker that is made
 * @param <S> the builder itself
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
     * How many unacknowledged QoS 1 and 2 messages a client may send. Default: {@value #DEFAULT_RECEIVE_MAXIMUM}.
     *
     * @param messages 1 to 65,535
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    S receiveMaximum(int messages);

    /**
     * How many messages wait for each offline or slow client before new ones are discarded. Default:
     * {@value #DEFAULT_QUEUE_SIZE}.
     *
     * @param messages 1 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 1
     */
    S queueSize(int messages);

    /**
     * Adds a user. With one or more, a client needs the name and password of one of them; others are refused with reason
     * code 134 or 135. Default: no users, everyone may connect.
     *
     * @param name not empty, without white space and colons
     * @param password not empty
     * @return this builder
     * @throws IllegalArgumentException if an argument is not allowed
     */
    S user(String name, String password);

    /**
     * Adds rules on who may read and write which topics. Default: none, every user may do everything.
     *
     * @param rules what they allow, about users that are declared too
     * @return this builder
     */
    S acl(AclRule... rules);

    /**
     * Starts a broker on free ports of its own and returns when it takes connections.
     *
     * @return a running broker, to be closed by the caller
     * @throws IllegalStateException if it does not start, or a rule is about a user that is not declared
     * @throws java.io.UncheckedIOException if its files cannot be written
     */
    B start();
}
