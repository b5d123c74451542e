package dev.latido.contract;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.Outbox;


class MemoryOutboxContractTest extends OutboxContract {

    @Override
    protected Outbox createOutbox(int maxMessages, long maxBytes) {
        return MemoryOutbox.bounded(maxMessages, maxBytes);
    }
}
