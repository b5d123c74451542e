package dev.latido.testkit.proxy;

/**
 * The live connections of one client id: usually one, two for a moment when a client reconnects before its old
 * connection has gone. Each call looks them up anew, so the object survives reconnects. Thread-safe.
 */
public interface ProxyClient {

    /**
     * Closes with FIN on both sides. What has been received but not forwarded is lost.
     *
     * @return the number of connections cut
     */
    int cut();

    /**
     * Closes with RST on both sides ("connection reset by peer"). What has not been forwarded is lost.
     *
     * @return the number of connections reset
     */
    int reset();

    /**
     * Swallows everything from now on, in both directions, the end of the connection included; the sockets stay open,
     * as when a NAT router forgets a connection. Writes of both peers succeed, nothing arrives.
     *
     * @return the number of connections changed
     */
    int halfOpen();

    /**
     * The connections alive, half-open ones included.
     *
     * @return 0 or more
     */
    int connections();
}
