package dev.latido.campaign;

import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.HiveMqContainerBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import java.nio.file.Path;

/** A broker that keeps its sessions and queues in files. */
record BrokerUnderTest(TestBroker broker, Runnable killing) implements AutoCloseable {

    static BrokerUnderTest start(BrokerChoice choice, Path directory) {
        return switch (choice) {
            case HIVEMQ -> {
                EmbeddedBroker broker =
                        EmbeddedBroker.builder().persistent(directory).start();
                yield new BrokerUnderTest(broker, () -> {
                    throw new IllegalStateException("an embedded broker cannot be killed");
                });
            }
            case MOSQUITTO -> {
                MosquittoBroker broker = MosquittoBroker.builder()
                        .persistent(directory)
                        .configuration("autosave_interval 1", "autosave_on_changes true")
                        .start();
                yield new BrokerUnderTest(broker, broker::kill);
            }
            case HIVEMQ_CONTAINER -> {
                HiveMqContainerBroker broker =
                        HiveMqContainerBroker.builder().persistent().start();
                yield new BrokerUnderTest(broker, broker::kill);
            }
        };
    }

    void stop() {
        broker.stop();
    }

    void kill() {
        killing.run();
    }

    void start() {
        broker.start();
    }

    @Override
    public void close() {
        broker.close();
    }
}
