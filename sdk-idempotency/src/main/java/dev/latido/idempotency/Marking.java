package dev.latido.idempotency;

/**
 * When a transactional subscriber marks a message as handled. In both cases mark and effect are committed together or not
 * at all, so the effect in the store's database takes place once. They differ in speed, and in what a handler gets to see.
 *
 * @see IdempotentSubscriber.Options#marking(Marking)
 */
public enum Marking {

    /**
     * After the handler, together with the commit: one round trip less on PostgreSQL, and no lock on the mark while the
     * handler runs.
     *
     * <p>A handler can be called with a message that another process has handled, or this process so long ago that it has
     * forgotten it, if the broker did not flag the message as redelivered. The mark is refused then, the transaction is
     * rolled back, and the message is acknowledged and counted as a duplicate. What such a handler did outside of the
     * transaction (mail, HTTP) is done twice. If it fails, for example because its own unique key refuses the second row,
     * the mark is looked up before the failure counts.
     *
     * <p>Messages that are likely to have been handled are marked first nevertheless: those that the broker flags as
     * redelivered, the first ones after the start, as many as the receive maximum, those whose commit was not answered, and
     * those that failed before.
     */
    WITH_COMMIT,

    /**
     * Before the handler, as the first statement of the transaction: the handler is never called with a message that was
     * handled before, and a second process with the same message waits until the first one's transaction has ended. For
     * handlers with effects outside of the transaction, and for those that change the schema or the role of the
     * connection.
     */
    FIRST
}
