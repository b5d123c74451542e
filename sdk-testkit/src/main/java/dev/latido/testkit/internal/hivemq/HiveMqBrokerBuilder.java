package dev.latido.testkit.internal.hivemq;

import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.broker.SettingsBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link HiveMqBroker}. */
public final class HiveMqBrokerBuilder extends SettingsBuilder<EmbeddedBroker, EmbeddedBroker.Builder>
        implements EmbeddedBroker.Builder {

    private @Nullable Path dataDirectory;
    private final Map<String, ConnackReasonCode> refusals = new HashMap<>();
    private EmbeddedBroker.Authenticator authenticator = (clientId, username, password) -> true;

    @Override
    protected HiveMqBrokerBuilder self() {
        return this;
    }

    @Override
    public HiveMqBrokerBuilder persistent(Path directory) {
        this.dataDirectory = Objects.requireNonNull(directory, "directory must not be null");
        return this;
    }

    @Override
    public HiveMqBrokerBuilder inMemory() {
        this.dataDirectory = null;
        return this;
    }

    @Override
    public HiveMqBrokerBuilder authenticator(EmbeddedBroker.Authenticator authenticator) {
        this.authenticator = Objects.requireNonNull(authenticator, "authenticator must not be null");
        return this;
    }

    @Override
    public HiveMqBrokerBuilder refusal(String clientId, int reasonCode) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        refusals.put(clientId, RefusalCodes.code(reasonCode));
        return this;
    }

    @Override
    public EmbeddedBroker start() {
        BrokerSettings settings = settings();
        BrokerPorts ports = BrokerPorts.reserve(settings.ca() != null);
        HiveMqHome home = ports.orRelease(() -> HiveMqHome.create(ports, settings, dataDirectory));
        return started(new HiveMqBroker(ports, settings.access(), home, authenticator, Map.copyOf(refusals)));
    }
}
