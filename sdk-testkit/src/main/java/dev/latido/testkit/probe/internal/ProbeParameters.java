package dev.latido.testkit.probe.internal;

import dev.latido.testkit.BrokerParameterProvider;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.probe.MqttProbe;
import org.jspecify.annotations.Nullable;

/**
 * Provides tests with {@code @WithBroker} with a probe on all topics, connected as the broker's observer if it has
 * users.
 */
public final class ProbeParameters implements BrokerParameterProvider {

    /** Called by the service loader. */
    public ProbeParameters() {}

    @Override
    public boolean supports(Class<?> type) {
        return type == MqttProbe.class;
    }

    @Override
    public MqttProbe create(TestBroker broker, @Nullable DevelopmentCa ca) {
        MqttProbe.Builder probe = MqttProbe.builder(broker).filters("#");
        broker.observer()
                .ifPresent(
                        user -> probe.credentials(user.name(), user.password().toCharArray()));
        return probe.start();
    }
}
