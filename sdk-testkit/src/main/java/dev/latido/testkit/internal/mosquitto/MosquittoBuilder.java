package dev.latido.testkit.internal.mosquitto;

import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.broker.SettingsBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link MosquittoServer}. */
public final class MosquittoBuilder extends SettingsBuilder<MosquittoBroker, MosquittoBroker.Builder>
        implements MosquittoBroker.Builder {

    private final List<String> furtherLines = new ArrayList<>();
    private @Nullable Path data;
    private @Nullable Path revocationList;
    private boolean clientCertificates;

    @Override
    protected MosquittoBuilder self() {
        return this;
    }

    @Override
    public MosquittoBuilder persistent(Path directory) {
        this.data = Objects.requireNonNull(directory, "directory must not be null");
        return this;
    }

    @Override
    public MosquittoBuilder inMemory() {
        this.data = null;
        return this;
    }

    @Override
    public MosquittoBuilder clientCertificates() {
        this.clientCertificates = true;
        return this;
    }

    @Override
    public MosquittoBuilder revocationList(Path list) {
        this.revocationList = Objects.requireNonNull(list, "list must not be null");
        return this;
    }

    @Override
    public MosquittoBuilder configuration(String... lines) {
        furtherLines.addAll(List.of(Objects.requireNonNull(lines, "lines must not be null")));
        return this;
    }

    @Override
    public MosquittoBroker start() {
        BrokerSettings common = settings();
        if (common.ca() == null && (clientCertificates || revocationList != null)) {
            throw new IllegalStateException("client certificates and revocation lists need tls(DevelopmentCa)");
        }
        Path program = MosquittoProgram.require();
        MosquittoSettings settings =
                new MosquittoSettings(common, data, clientCertificates, revocationList, List.copyOf(furtherLines));
        BrokerPorts ports = BrokerPorts.reserve(common.ca() != null);
        MosquittoHome home = ports.orRelease(() -> MosquittoHome.create(ports, settings));
        return started(new MosquittoServer(program, ports, common.access(), home));
    }
}
