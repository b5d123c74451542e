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

/** The options of a connection that the commands share. */
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
            description = "The authority of the broker, in PEM; without it, those that Java trusts.")
    @Nullable
    Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "The client's certificate, in PEM; with --key.")
    @Nullable
    Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The key of the client's certificate, in PEM.")
    @Nullable
    Path key;

    @Option(
            names = "--key-password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "The password of an encrypted key; asked for when it is left out.")
    char @Nullable [] keyPassword;

    @Option(
            names = "--proxy",
            paramLabel = "URI",
            description = "http://host:port or socks5://host:port, on the way to the broker.")
    @Nullable
    URI proxy;

    @Option(names = "--mqtt-3.1.1", description = "Speak MQTT 3.1.1, for a broker that knows no better.")
    boolean old;

    @Option(names = "--username", paramLabel = "NAME", description = "The user name at the broker.")
    @Nullable
    String username;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "The password at the broker; asked for when it is left out.")
    char @Nullable [] password;

    /** What is wrong with their combination; null if nothing is. */
    public @Nullable String problem() {
        if ((username == null) != (password == null)) {
            return "--username and --password go together";
        }
        if ((certificate == null) != (key == null)) {
            return "--cert and --key go together";
        }
        if (keyPassword != null && key == null) {
            return "--key-password goes with --key";
        }
        boolean knownProxy = proxy == null
                || (proxy.getHost() != null
                        && proxy.getPort() > 0
                        && (HTTP.equals(proxy.getScheme()) || SOCKS.equals(proxy.getScheme())));
        return knownProxy ? null : "--proxy is http://host:port or socks5://host:port";
    }

    /** A declaration with these options. */
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
