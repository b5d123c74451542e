package dev.latido.core.it;

import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublisherListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The ids of the messages that did not simply go through, by what became of them. */
final class RecordedOutcomes implements PublisherListener {

    final List<String> rejected = new CopyOnWriteArrayList<>();
    final List<String> retried = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    @Override
    public void retried(OutboxMessage message, int reasonCode, Duration delay) {
        retried.add(message.id());
    }

    @Override
    public void rejected(OutboxMessage message, PublishFailedException reason) {
        rejected.add(message.id());
    }

    @Override
    public void lost(OutboxMessage message) {
        lost.add(message.id());
    }

    @Override
    public void closed() {
        closed = true;
    }
}
