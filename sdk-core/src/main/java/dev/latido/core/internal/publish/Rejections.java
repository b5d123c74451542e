package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.limits.PacketTooLargeException;
import dev.latido.core.internal.session.SendingSession;
import org.jspecify.annotations.Nullable;

/** The outcomes of messages that are not sent. */
final class Rejections {

    private Rejections() {}

    /**
     * Returns why the broker cannot take a message, by the limits of its CONNACK; null if it can. Sending such a message
     * would end the connection, and again after each reconnect.
     */
    static @Nullable PublishFailedException unsupported(OutboxMessage message, SendingSession session) {
        NotGrantedException reason = session.notGranted(message.topic(), message.payload(), message.options());
        return reason == null ? null : notGranted(message, reason);
    }

    /** Returns the outcome of a message that the limits in the broker's CONNACK forbid. */
    static PublishFailedException notGranted(OutboxMessage message, NotGrantedException reason) {
        return reason instanceof PacketTooLargeException tooLarge
                ? PayloadTooLargeException.forBroker(message, tooLarge.size(), tooLarge.limit())
                : new PublishRejectedException(message, reason.code(), reason.words(), reason);
    }
}
