package dev.latido.contract;

import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of every {@link Outbox}. Extend it to show that an outbox of your own keeps it:
 *
 * <pre>{@code
 * class MyOutboxTest extends OutboxContract {
 *
 *     @TempDir
 *     Path directory;
 *
 *     @Override
 *     protected Outbox createOutbox(int maxMessages, long maxBytes) throws IOException {
 *         return new MyOutbox(Files.createTempDirectory(directory, "outbox"), maxMessages, maxBytes);
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has an outbox of its own, which is closed after the test. A random test names its seed and its step when it
 * fails.
 */
@ExtendWith(OutboxUnderTest.Parameter.class)
public abstract class OutboxContract implements OrderTests, RemovalTests, BoundTests, OutboxLoadTests {

    private @Nullable Outbox opened;

    /** Called by JUnit. */
    protected OutboxContract() {}

    /**
     * Creates an empty outbox. Called once per test.
     *
     * @param maxMessages the maximum number of messages, from 1
     * @param maxBytes the maximum number of bytes by {@link OutboxMessage#size()}, from 1
     * @return a new outbox
     * @throws Exception if the outbox cannot be created; the test fails
     */
    protected abstract Outbox createOutbox(int maxMessages, long maxBytes) throws Exception;

    final Outbox open(int maxMessages, long maxBytes) {
        try {
            Outbox outbox = createOutbox(maxMessages, maxBytes);
            opened = outbox;
            return outbox;
        } catch (Exception e) {
            throw new AssertionError("the outbox could not be created", e);
        }
    }

    @AfterEach
    final void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
