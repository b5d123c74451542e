package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientExecutorConfigBuilder;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttProxyConfig;
import com.hivemq.client.mqtt.MqttProxyConfigBuilder;
import com.hivemq.client.mqtt.MqttProxyProtocol;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.NetworkProxy.Protocol;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.tls.TlsMaterial;
import io.reactivex.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Creates the client of one network connection, with its transport, TLS and threads. */
final class MqttClientAdapters {

    private MqttClientAdapters() {}

    /**
     * Creates a client that has not connected yet.
     *
     * @param callbacks runs everything that comes from the broker
     */
    static MqttClientAdapter build(
            ConnectionSettings settings,
            BrokerAddress broker,
            AttemptSecurity security,
            Executor callbacks,
            MqttClientAdapter.Receiver receiver) {
        MqttClientBuilder client = probe(settings, broker, security, callbacks)
                .identifier(settings.clientId())
                .addConnectedListener(ClientChannel::forgetWithConnection);
        return settings.version() == MqttVersion.MQTT_5
                ? new Mqtt5Adapter(settings, security, client, receiver)
                : new Mqtt3Adapter(settings, security, client, receiver);
    }

    /** Returns a builder of a client that has the way to the broker, and no client id. */
    static MqttClientBuilder probe(
            ConnectionSettings settings, BrokerAddress broker, AttemptSecurity security, Executor callbacks) {
        // The executors first: they keep RxJava from starting threads of its own.
        MqttClientExecutorConfig executors = executors(security.tls(), callbacks);
        return MqttClient.builder()
                .transportConfig(transport(settings, broker, security.tls()))
                .executorConfig(executors);
    }

    private static MqttClientExecutorConfig executors(@Nullable TlsMaterial tls, Executor callbacks) {
        // Before any class of the client, which would have RxJava start its threads.
        Scheduler scheduler = RxSchedulers.on(callbacks);
        MqttClientExecutorConfigBuilder executors =
                MqttClientExecutorConfig.builder().applicationScheduler(scheduler);
        boolean waits = tls != null && tls.asksResponders();
        return executors
                .nettyExecutor(waits ? NetworkThreads.responders() : NetworkThreads.network())
                .build();
    }

    /** Sets the whole transport in one place: the client would silently drop TLS settings that are made afterwards. */
    private static MqttClientTransportConfig transport(
            ConnectionSettings settings, BrokerAddress broker, @Nullable TlsMaterial tls) {
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverHost(broker.host())
                .serverPort(broker.port())
                .socketConnectTimeout(settings.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(settings.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (broker.webSocket()) {
            transport = transport
                    .webSocketConfig()
                    .serverPath(broker.path())
                    .queryString(broker.query())
                    .handshakeTimeout(settings.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .applyWebSocketConfig();
        }
        NetworkProxy proxy = settings.proxy();
        if (proxy != null) {
            transport = transport.proxyConfig(proxy(proxy, settings));
        }
        if (tls == null) {
            return transport.build();
        }
        return transport
                .sslConfig()
                .protocols(TlsMaterial.PROTOCOLS)
                .trustManagerFactory(tls.trustManagers())
                .keyManagerFactory(tls.keyManagers())
                .handshakeTimeout(settings.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .applySslConfig()
                .build();
    }

    private static MqttProxyConfig proxy(NetworkProxy proxy, ConnectionSettings settings) {
        MqttProxyConfigBuilder builder = MqttProxyConfig.builder()
                .protocol(proxy.protocol() == Protocol.HTTP ? MqttProxyProtocol.HTTP : MqttProxyProtocol.SOCKS_5)
                .host(proxy.host())
                .port(proxy.port())
                .handshakeTimeout(settings.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS);
        String username = proxy.username().orElse(null);
        if (username != null) {
            builder = builder.username(username).password(new String(proxy.password()));
        }
        return builder.build();
    }
}
