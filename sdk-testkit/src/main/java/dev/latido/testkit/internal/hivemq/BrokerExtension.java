package dev.latido.testkit.internal.hivemq;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.internal.broker.AccessList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kit's extension of the embedded broker. It asks the user's authenticator and provides the service that controls
 * clients.
 */
final class BrokerExtension implements ExtensionMain {

    private static final Logger log = LoggerFactory.getLogger(BrokerExtension.class);

    private final AccessList access;
    private final EmbeddedBroker.Authenticator authenticator;
    private final Map<String, ConnackReasonCode> refusals;
    private volatile @Nullable ClientService clients;

    BrokerExtension(
            AccessList access, EmbeddedBroker.Authenticator authenticator, Map<String, ConnackReasonCode> refusals) {
        this.access = access;
        this.refusals = refusals;
        this.authenticator = authenticator;
    }

    /**
     * Takes the client service now, because {@code Services} is static: later it may return that of another broker in
     * this JVM.
     */
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        clients = Services.clientService();
        AccessGate gate = new AccessGate(access);
        SimpleAuthenticator both = (connect, answer) -> onConnect(gate, connect.getConnectPacket(), answer);
        Services.securityRegistry().setAuthenticatorProvider(providerInput -> both);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        clients = null;
    }

    ClientService clients() {
        ClientService service = clients;
        if (service == null) {
            throw new IllegalStateException("the broker is not running");
        }
        return service;
    }

    private void onConnect(AccessGate gate, ConnectPacket connect, SimpleAuthOutput output) {
        ConnackReasonCode refusal = refusals.get(connect.getClientId());
        if (refusal != null) {
            output.failAuthentication(refusal, "refused by the test");
        } else if (gate.admits(connect, output) && allows(connect)) {
            output.authenticateSuccessfully();
        } else {
            AccessGate.refuse(output);
        }
    }

    private boolean allows(ConnectPacket connect) {
        try {
            return authenticator.allows(
                    connect.getClientId(), AccessGate.username(connect), AccessGate.password(connect));
        } catch (RuntimeException e) {
            log.warn("The authenticator threw an exception; client {} is refused", connect.getClientId(), e);
            return false;
        }
    }
}
