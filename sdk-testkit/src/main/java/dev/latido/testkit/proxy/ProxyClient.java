package dev.latido.testkit.proxy;

/**
 * The open connections of one client id: usually one, for a moment two if a client reconnects before its old connection
 * has ended. Each call looks them up again, so the object stays usable across reconnects. Thread-safe.
 */
public interface ProxyClient {

    /**
     * Closes the connections with FIN on both sides. Packets that were received but not forwarded are lost.
     *
     * @return the number of connections cut
     */
    int cut();

    /**
     * Closes the connections with RST on both sides ("connection reset by peer"). Packets that were not forwarded are
     * lost.
     *
     * @return the number of connections reset
     */
    int reset();

    /**
     * Discards everything from now on, in both directions, including the end of the connection. The sockets stay open,
     * as when a NAT router loses a connection. Writes of both peers succeed, but nothing arrives.
     *
     * @return the number of connections changed
     */
    int halfOpen();

    /**
     * Returns the number of open connections, including half-open ones.
     *
     * @return 0 or more
     */
    int connections();
}
