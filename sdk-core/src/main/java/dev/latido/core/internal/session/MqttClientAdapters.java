package dev.latido.core.internal.session;

import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.tls.TlsMaterial;
import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientConfig;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientExecutorConfigBuilder;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttProxyConfig;
import com.hivemq.client.mqtt.MqttProxyConfigBuilder;
import com.hivemq.client.mqtt.MqttProxyProtocol;
import dev.latido.core.NetworkProxy.Protocol;
import io.reactivex.Scheduler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the MQTT client of one network connection. */
final class MqttClientAdapters {

    static final List<String> TLS_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private MqttClientAdapters() {}

    /** A client that has not connected yet. */
    static MqttClientAdapter build(
            ConnectionSettings settings,
            BrokerAddress broker,
            AttemptSecurity security,
            Scheduler scheduler,
            MqttClientAdapter.Receiver receiver) {
        MqttClientBuilder client = MqttClient.builder()
                .identifier(settings.clientId())
                .transportConfig(transport(settings, broker, security.tls()))
                .executorConfig(executors(security.tls(), scheduler));
        return settings.version() == MqttVersion.MQTT_5
                ? new Mqtt5Adapter(settings, security, client, receiver)
                : new Mqtt3Adapter(settings, security, client, receiver);
    }

    private static MqttClientExecutorConfig executors(@Nullable TlsMaterial tls, Scheduler scheduler) {
        MqttClientExecutorConfigBuilder executors =
                MqttClientExecutorConfig.builder().applicationScheduler(scheduler);
        return tls != null && tls.asksResponders()
                ? executors.nettyExecutor(SdkThreads.forResponders()).build()
                : executors.build();
    }

    /** All of the transport in one place: TLS set on the client afterwards would be dropped without a word. */
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
                .protocols(TLS_PROTOCOLS)
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

    /**
     * Lets a client object go with its connection. By itself it would keep its unacknowledged messages for the session
     * expiry, seven days, in case it were reconnected; here the outbox keeps them. The broker is not told.
     */
    static void forgetWithConnection(MqttClientConfig config) {
        config.getConnectionConfig().ifPresent(connection -> {
            if (connection instanceof MqttClientConnectionConfig local) {
                local.setSessionExpiryInterval(0);
            }
        });
    }
}
