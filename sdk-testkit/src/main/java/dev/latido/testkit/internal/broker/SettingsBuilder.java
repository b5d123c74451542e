package dev.latido.testkit.internal.broker;

import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerBuilder;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the settings that all brokers have in common. */
public abstract class SettingsBuilder<B extends TestBroker, S extends BrokerBuilder<B, S>>
        implements BrokerBuilder<B, S> {

    private static final int MAX_RECEIVE_MAXIMUM = 65_535;

    private final List<BrokerUser> users = new ArrayList<>();
    private final List<AclRule> rules = new ArrayList<>();
    private @Nullable DevelopmentCa ca;
    private int receiveMaximum = DEFAULT_RECEIVE_MAXIMUM;
    private int queueSize = DEFAULT_QUEUE_SIZE;

    /** Returns this builder as the type that the user sees. */
    protected abstract S self();

    @Override
    public S tls(DevelopmentCa ca) {
        this.ca = Objects.requireNonNull(ca, "ca must not be null");
        return self();
    }

    @Override
    public S receiveMaximum(int messages) {
        if (messages < 1 || messages > MAX_RECEIVE_MAXIMUM) {
            throw new IllegalArgumentException("receiveMaximum must be 1 to " + MAX_RECEIVE_MAXIMUM + ": " + messages);
        }
        this.receiveMaximum = messages;
        return self();
    }

    @Override
    public S queueSize(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("queueSize must be 1 or more: " + messages);
        }
        this.queueSize = messages;
        return self();
    }

    @Override
    public S user(String name, String password) {
        users.add(new BrokerUser(name, password));
        return self();
    }

    @Override
    public S acl(AclRule... rules) {
        Objects.requireNonNull(rules, "rules must not be null");
        for (AclRule rule : rules) {
            this.rules.add(Objects.requireNonNull(rule, "rule must not be null"));
        }
        return self();
    }

    protected final BrokerSettings settings() {
        return new BrokerSettings(ca, receiveMaximum, queueSize, AccessList.declared(users, rules));
    }

    /** Starts a new broker; if that fails, releases everything it holds. */
    protected static <T extends TestBroker> T started(T broker) {
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }
}
