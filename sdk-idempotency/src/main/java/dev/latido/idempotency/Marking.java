package dev.latido.idempotency;

/**
 * The time at which a transactional subscriber marks a message as handled. In both cases mark and effect are committed
 * together or not at all, so the effect in the store's database takes place once. The cases differ in speed, and in
 * whether a handler can be called with a message that was handled before.
 *
 * @see SubscriberOptions#marking(Marking)
 */
public enum Marking {

    /**
     * The message is marked after the handler, together with the commit. This saves one round trip on PostgreSQL, and
     * the mark is not locked while the handler runs.
     *
     * <p>The handler can be called with a message that another process has handled, or that this process handled so
     * long ago that it has forgotten it, if the broker did not flag the message as redelivered. The mark is then
     * refused, the transaction is rolled back, and the message is acknowledged and counted as a duplicate. Effects
     * outside of the transaction (mail, HTTP) take place twice. If the handler fails, for example because its own
     * unique key refuses the second row, the mark is looked up before the failure counts.
     *
     * <p>Messages that are likely to have been handled are still marked first:
     *
     * <ul>
     *   <li>messages that the broker flags as redelivered;
     *   <li>the first messages after the start, as many as the receive maximum;
     *   <li>messages whose commit was not answered;
     *   <li>messages that failed before.
     * </ul>
     */
    WITH_COMMIT,

    /**
     * The message is marked before the handler, by the first statement of the transaction. The handler is never called
     * with a message that was handled before. A second process with the same message waits until the transaction of the
     * first one has ended. For handlers with effects outside of the transaction, and for handlers that change the
     * schema or role of the connection.
     */
    FIRST
}
