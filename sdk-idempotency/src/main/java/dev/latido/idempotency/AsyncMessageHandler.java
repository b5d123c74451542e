package dev.latido.idempotency;

import java.util.concurrent.CompletionStage;

/**
 * Handles messages without holding a thread, for example by a non-blocking call to another service. The guarantee is
 * that of {@link MessageHandler}.
 *
 * <p>Called on a thread of the subscriber; should return soon. The message is being handled until the stage completes, on
 * any thread. Until then it counts towards the concurrency, its claim is renewed, and no further message of its topic is
 * started.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface AsyncMessageHandler<T> {

    /**
     * Starts handling a message.
     *
     * @param message the message
     * @return a stage that completes when the message is handled; exceptionally or cancelled if it is not, with a {@link
     *     PermanentFailure} if a retry is of no use. A stage that is still open when the subscriber's patience is over is
     *     cancelled
     * @throws Exception with the same effect as a stage that completes with it
     */
    CompletionStage<?> handle(Message<T> message) throws Exception;
}
