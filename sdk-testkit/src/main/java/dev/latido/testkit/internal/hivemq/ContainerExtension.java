package dev.latido.testkit.internal.hivemq;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.internal.broker.AccessList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The extension that the kit adds to a HiveMQ container, which refuses all clients by default: an {@link AccessGate}
 * for a list in a file.
 */
public final class ContainerExtension implements ExtensionMain {

    static final String ID = "latido-testkit";
    static final String FILE = "access.txt";

    /**
     * The classes that the extension's jar contains besides this one. Testcontainers adds nested classes by itself.
     */
    static final List<Class<?>> CLASSES = List.of(AccessGate.class, AccessList.class, AclRule.class, BrokerUser.class);

    /** Called by HiveMQ. */
    public ContainerExtension() {}

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        Path file = input.getExtensionInformation()
                .getExtensionHomeFolder()
                .toPath()
                .resolve(FILE);
        try (Stream<String> lines = Files.lines(file)) {
            AccessGate gate = new AccessGate(AccessList.parse(lines.filter(line -> !line.isEmpty())));
            Services.securityRegistry().setAuthenticatorProvider(providerInput -> gate);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
}
