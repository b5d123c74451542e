package dev.latido.contract;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Opens the outbox of the running test, and holds the messages that the tests have in common. A parameter of each test. */
final class OutboxUnderTest {

    static final Topic TOPIC = Topic.of("acme/v1/evt/plant/area/gw/temp");
    static final Topic COMMAND = Topic.of("acme/v1/cmd/plant/area/gw/reset");
    static final Instant NOW = Instant.ofEpochMilli(1_732_272_000_123L);

    /** More messages than any test appends. */
    static final int ROOM = 10_000;

    /** More bytes than any test appends. */
    static final long BYTES = 16L << 20;

    private final OutboxContract contract;

    private OutboxUnderTest(OutboxContract contract) {
        this.contract = contract;
    }

    /** Gives each test of a contract the outbox of that contract. */
    static final class Parameter implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == OutboxUnderTest.class;
        }

        @Override
        public OutboxUnderTest resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return new OutboxUnderTest((OutboxContract) test.getRequiredTestInstance());
        }
    }

    Outbox open() {
        return open(ROOM, BYTES);
    }

    Outbox open(int maxMessages, long maxBytes) {
        return contract.open(maxMessages, maxBytes);
    }

    static OutboxMessage message(long sequence) {
        return message(sequence, 10);
    }

    static OutboxMessage message(long sequence, int payload) {
        return message(sequence, TOPIC, payload);
    }

    static OutboxMessage command(long sequence) {
        return command(sequence, 10);
    }

    static OutboxMessage command(long sequence, int payload) {
        return message(sequence, COMMAND, payload);
    }

    private static OutboxMessage message(long sequence, Topic topic, int payload) {
        return new OutboxMessage(sequence, "gw:1:" + sequence, topic, new byte[payload], DeliveryOptions.DEFAULTS, NOW);
    }

    /** Returns the expected backlog. All messages here were published at one moment. */
    static Outbox.Backlog backlog(int messages, long bytes) {
        return new Outbox.Backlog(messages, bytes, messages == 0 ? null : NOW);
    }

    /** Appends a message and returns whether it fitted. */
    static boolean append(Outbox outbox, OutboxMessage message) {
        try {
            outbox.append(message);
            return true;
        } catch (OutboxFullException e) {
            return false;
        }
    }

    static List<OutboxMessage> handOutAll(Outbox outbox) {
        List<OutboxMessage> messages = new ArrayList<>();
        for (OutboxMessage message = outbox.next(); message != null; message = outbox.next()) {
            messages.add(message);
        }
        return messages;
    }
}
