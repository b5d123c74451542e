package dev.latido.testkit.internal.hivemq;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.hivemq.HiveMQContainer;
import org.testcontainers.hivemq.HiveMQExtension;
import org.testcontainers.utility.MountableFile;

/** The files that are copied into a HiveMQ container: its configuration, its key store and its access list. */
record HiveMqContainerFiles(TemporaryDirectory directory, String dockerHost) implements AutoCloseable {

    static final int PORT = 1883;
    static final int TLS_PORT = 8883;

    private static final String EVERYWHERE = "0.0.0.0";
    private static final String CONFIGURATION = "/opt/hivemq/conf/";

    /** The container's own user must be able to read the files. */
    private static final int READABLE = 0644;

    static HiveMqContainerFiles create(BrokerSettings settings, boolean persistent, String dockerHost) {
        TemporaryDirectory directory = TemporaryDirectory.create("latido-container");
        try {
            HiveMqConfiguration content =
                    HiveMqConfiguration.of(settings, persistent).plain(EVERYWHERE, PORT);
            DevelopmentCa ca = settings.ca();
            if (ca != null) {
                HiveMqKeyStore keyStore = HiveMqKeyStore.write(directory.path(), ca, dockerHost);
                content = content.tls(EVERYWHERE, TLS_PORT, CONFIGURATION + HiveMqKeyStore.NAME, keyStore);
            }
            directory.file(HiveMqConfiguration.FILE, content.xml());
            directory.file(ContainerExtension.FILE, settings.access().text());
            return new HiveMqContainerFiles(directory, dockerHost);
        } catch (IOException e) {
            directory.close();
            throw new UncheckedIOException("cannot write the broker's configuration", e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    void into(HiveMQContainer container) {
        container
                .withHiveMQConfig(mountable(HiveMqConfiguration.FILE))
                .withoutPrepackagedExtensions()
                .withExtension(extension())
                .waitForExtension(extension())
                .withFileInExtensionHomeFolder(
                        mountable(ContainerExtension.FILE), ContainerExtension.ID, ContainerExtension.FILE);
        Path keyStore = directory.path().resolve(HiveMqKeyStore.NAME);
        if (Files.exists(keyStore)) {
            container.withFileInHomeFolder(mountable(HiveMqKeyStore.NAME), "conf/" + HiveMqKeyStore.NAME);
        }
    }

    @Override
    public void close() {
        directory.close();
    }

    private MountableFile mountable(String name) {
        return MountableFile.forHostPath(directory.path().resolve(name), READABLE);
    }

    static HiveMQExtension extension() {
        HiveMQExtension.Builder builder = HiveMQExtension.builder()
                .id(ContainerExtension.ID)
                .name("Latido test kit")
                .version("1")
                .mainClass(ContainerExtension.class);
        ContainerExtension.CLASSES.forEach(builder::addAdditionalClass);
        return builder.build();
    }
}
