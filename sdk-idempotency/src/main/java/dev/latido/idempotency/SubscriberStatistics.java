package dev.latido.idempotency;

/**
 * What became of the messages that a subscriber got, counted since it started.
 *
 * <p>{@code delivered = handled + duplicates + stale + deadLettered + superseded + waiting}.
 *
 * @param delivered copies that arrived from the broker
 * @param handled messages whose handler succeeded and whose mark was committed
 * @param duplicates copies of messages dealt with before: acknowledged without effect
 * @param stale messages older than the one last handled of their topic: acknowledged without effect, only with {@link
 *     IdempotentSubscriber.Options#latestWins()}
 * @param deadLettered messages given up and stored as dead letters
 * @param conflicts of the dead letters, those that had the id of another message, only with {@link
 *     IdempotentSubscriber.Options#detectConflicts()}
 * @param superseded copies whose connection ended before their turn; the broker delivers them again
 * @param failures attempts that failed and were, or will be, repeated
 * @param waiting copies that wait for their turn or are being handled
 */
public record SubscriberStatistics(
        long delivered,
        long handled,
        long duplicates,
        long stale,
        long deadLettered,
        long conflicts,
        long superseded,
        long failures,
        long waiting) {}
