package dev.latido.idempotency;

/**
 * The numbers of messages that a subscriber received, by what happened to them, since it started.
 *
 * <p>{@code delivered = handled + duplicates + stale + deadLettered + superseded + waiting}.
 *
 * @param delivered copies that arrived from the broker
 * @param handled messages whose handler succeeded and whose mark was committed
 * @param duplicates copies of messages that were handled or dead-lettered before: acknowledged without effect
 * @param stale messages older than the last one handled of their topic: acknowledged without effect, only with {@link
 *     SubscriberOptions#latestWins()}
 * @param deadLettered messages stored as dead letters
 * @param conflicts dead letters that had the id of another message, included in {@code deadLettered}; only with {@link
 *     SubscriberOptions#detectConflicts()}
 * @param superseded copies whose connection ended before they were handled; the broker delivers them again
 * @param failures failed attempts that were or will be repeated
 * @param suspensions how often the group has been {@linkplain SubscriberListener#suspended suspended}
 * @param waiting copies that wait or are being handled
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
        long suspensions,
        long waiting) {}
