package dev.latido.testkit.internal.hivemq;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.process.ReservedPort;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directories of one broker: its configuration and, unless the user keeps them, its data. */
record HiveMqHome(TemporaryDirectory home, Path configuration, Path extensions, Path data, boolean persistent)
        implements AutoCloseable {

    static HiveMqHome create(BrokerPorts ports, BrokerSettings settings, @Nullable Path dataDirectory) {
        TemporaryDirectory home = TemporaryDirectory.create("latido-broker");
        try {
            Path configuration = home.subdirectory("conf");
            HiveMqConfiguration content = HiveMqConfiguration.of(settings, dataDirectory != null)
                    .plain(ReservedPort.HOST, ports.plain().number());
            DevelopmentCa ca = settings.ca();
            if (ca != null) {
                HiveMqKeyStore keyStore = HiveMqKeyStore.write(configuration, ca);
                content = content.tls(
                        ReservedPort.HOST, ports.tls(), keyStore.file().toString(), keyStore);
            }
            Files.writeString(configuration.resolve(HiveMqConfiguration.FILE), content.xml());
            return new HiveMqHome(
                    home,
                    configuration,
                    home.subdirectory("extensions"),
                    dataDirectory == null ? home.subdirectory("data") : Files.createDirectories(dataDirectory),
                    dataDirectory != null);
        } catch (IOException e) {
            home.close();
            throw new UncheckedIOException("cannot write the broker's configuration", e);
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
    }

    @Override
    public void close() {
        home.close();
    }
}
