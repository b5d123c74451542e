package dev.latido.campaign;

import dev.latido.testkit.BrokerKind;
import java.util.Locale;
import java.util.Optional;

/** The brokers of the matrix. */
enum BrokerChoice {
    HIVEMQ(BrokerKind.EMBEDDED),
    MOSQUITTO(BrokerKind.MOSQUITTO),
    HIVEMQ_CONTAINER(BrokerKind.HIVEMQ_CONTAINER);

    private final BrokerKind kind;

    BrokerChoice(BrokerKind kind) {
        this.kind = kind;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why it cannot run on this machine; empty if it can. */
    Optional<String> obstacle() {
        return kind.obstacle();
    }
}
