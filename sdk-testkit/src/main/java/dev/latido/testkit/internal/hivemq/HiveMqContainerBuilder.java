package dev.latido.testkit.internal.hivemq;

import dev.latido.testkit.HiveMqContainerBroker;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.broker.SettingsBuilder;
import dev.latido.testkit.internal.docker.DockerDaemon;
import java.util.Objects;

/** Collects the settings of a {@link HiveMqContainerServer}. */
public final class HiveMqContainerBuilder extends SettingsBuilder<HiveMqContainerBroker, HiveMqContainerBroker.Builder>
        implements HiveMqContainerBroker.Builder {

    private String image = HiveMqContainerBroker.DEFAULT_IMAGE;
    private boolean persistent;

    @Override
    protected HiveMqContainerBuilder self() {
        return this;
    }

    @Override
    public HiveMqContainerBuilder image(String image) {
        Objects.requireNonNull(image, "image must not be null");
        if (image.isBlank()) {
            throw new IllegalArgumentException("image must not be blank");
        }
        this.image = image;
        return this;
    }

    @Override
    public HiveMqContainerBuilder persistent() {
        this.persistent = true;
        return this;
    }

    @Override
    public HiveMqContainerBroker start() {
        BrokerSettings settings = settings();
        HiveMqContainerBroker.obstacle(image).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        BrokerPorts ports = BrokerPorts.reserve(settings.ca() != null);
        HiveMqContainerFiles files =
                ports.orRelease(() -> HiveMqContainerFiles.create(settings, persistent, DockerDaemon.host()));
        return started(new HiveMqContainerServer(image, ports, settings.access(), files));
    }
}
