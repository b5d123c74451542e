package dev.latido.examples.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Tls;
import dev.latido.examples.BrokerAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The connection options that the commands share. */
public final class BrokerOptions {

    private static final String HTTP = "http";
    private static final String SOCKS = "socks5";

    @Option(
            names = "--broker",
            paramLabel = "URI",
            converter = BrokerAddress.class,
            description = "mqtts://host[:port], wss://host[:port][/path], mqtt:// or ws://.")
    public @Nullable URI broker;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Authority of the broker, in PEM. Default: the authorities that Java trusts.")
    @Nullable
    Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "Client certificate, in PEM; requires --key.")
    @Nullable
    Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Key of the client certificate, in PEM.")
    @Nullable
    Path key;

    @Option(
            names = "--key-password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "Password of an encrypted key; without a value, the command asks for it.")
    char @Nullable [] keyPassword;

    @Option(
            names = "--proxy",
            paramLabel = "URI",
            description = "Proxy to the broker: http://host:port or socks5://host:port.")
    @Nullable
    URI proxy;

    @Option(names = "--mqtt-3.1.1", description = "Use MQTT 3.1.1, for brokers that do not support MQTT 5.")
    boolean old;

    @Option(names = "--username", paramLabel = "NAME", description = "User name at the broker.")
    @Nullable
    String username;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "Password at the broker; without a value, the command asks for it.")
    char @Nullable [] password;

    /** Returns the problem of the combination of options; null if there is none. */
    public @Nullable String problem() {
        if ((username == null) != (password == null)) {
            return "--username and --password must be used together";
        }
        if ((certificate == null) != (key == null)) {
            return "--cert and --key must be used together";
        }
        if (keyPassword != null && key == null) {
            return "--key-password requires --key";
        }
        boolean knownProxy = proxy == null
                || (proxy.getHost() != null
                        && proxy.getPort() > 0
                        && (HTTP.equals(proxy.getScheme()) || SOCKS.equals(proxy.getScheme())));
        return knownProxy ? null : "--proxy must be http://host:port or socks5://host:port";
    }

    /** Returns a builder of a connection with these options. */
    public MqttConnection.Builder declare(URI uri, String clientId) {
        MqttConnection.Builder builder = MqttConnection.builder()
                .broker(uri)
                .clientId(clientId)
                .insecure("the user named this broker with --broker");
        if (ca != null || certificate != null) {
            builder.tls(tls());
        }
        if (proxy != null) {
            builder.proxy(
                    HTTP.equals(proxy.getScheme())
                            ? NetworkProxy.http(proxy.getHost(), proxy.getPort())
                            : NetworkProxy.socks5(proxy.getHost(), proxy.getPort()));
        }
        if (old) {
            builder.version(MqttVersion.MQTT_3_1_1);
        }
        if (username != null && password != null) {
            builder.credentials(username, password);
        }
        return builder;
    }

    private Tls tls() {
        Tls tls = ca == null ? Tls.trustingSystem() : Tls.trusting(ca);
        if (certificate == null || key == null) {
            return tls;
        }
        return keyPassword == null
                ? tls.clientCertificate(certificate, key)
                : tls.clientCertificate(certificate, key, keyPassword);
    }
}
