package dev.latido.contract;

import dev.latido.core.JournalOutbox;
import dev.latido.core.Outbox;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JournalOutboxContractTest extends DurableOutboxContract {

    @TempDir
    Path directory;

    @Override
    protected Outbox createOutbox(int maxMessages, long maxBytes) {
        return reopenOutbox(maxMessages, maxBytes);
    }

    @Override
    protected Outbox reopenOutbox(int maxMessages, long maxBytes) {
        return JournalOutbox.builder(directory)
                .maxMessages(maxMessages)
                .maxBytes(maxBytes)
                .open();
    }
}
