package dev.latido.idempotency;

import java.util.concurrent.CompletionStage;

/**
 * Handles messages without holding a thread, such as by a non-blocking call to another service. What it admits is what
 * {@link MessageHandler} does.
 *
 * <p>Called on a thread of the subscriber, should return soon. The message is in work until the stage completes, on any
 * thread: until then it counts against the concurrency, its claim is renewed, and no further message of its topic is
 * begun.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface AsyncMessageHandler<T> {

    /**
     * Begins to handle a message.
     *
     * @param message the message
     * @return completes when the message is handled; exceptionally, or cancelled, when it is not: with a {@link
     *     PermanentFailure} if trying again is no use. A stage that is still open when the subscriber's patience is over
     *     is cancelled
     * @throws Exception as if the stage had completed with it
     */
    CompletionStage<?> handle(Message<T> message) throws Exception;
}
