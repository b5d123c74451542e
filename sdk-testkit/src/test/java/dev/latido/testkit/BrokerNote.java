package dev.latido.testkit;

import org.jspecify.annotations.Nullable;

/** What a test's own provider makes: remembers whether its broker still ran when it was closed. */
final class BrokerNote implements AutoCloseable {

    private final TestBroker broker;
    private volatile @Nullable Boolean brokerRanAtClose;

    private BrokerNote(TestBroker broker) {
        this.broker = broker;
    }

    TestBroker broker() {
        return broker;
    }

    boolean brokerRanAtClose() {
        return Boolean.TRUE.equals(brokerRanAtClose);
    }

    @Override
    public void close() {
        brokerRanAtClose = broker.isRunning();
    }

    /** Registered in META-INF/services. */
    public static final class Provider implements BrokerParameterProvider {

        @Override
        public boolean supports(Class<?> type) {
            return type == BrokerNote.class;
        }

        @Override
        public Object create(TestBroker broker, @Nullable DevelopmentCa ca) {
            return new BrokerNote(broker);
        }
    }
}
