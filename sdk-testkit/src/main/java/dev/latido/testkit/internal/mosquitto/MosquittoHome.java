package dev.latido.testkit.internal.mosquitto;

import dev.latido.testkit.AclRule;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.internal.broker.AccessList;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.BrokerSettings;
import dev.latido.testkit.internal.process.ReservedPort;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import dev.latido.testkit.internal.tls.ServerNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of one Mosquitto: its configuration, passwords, rules and certificates. */
record MosquittoHome(TemporaryDirectory directory, Path configuration) implements AutoCloseable {

    static MosquittoHome create(BrokerPorts ports, MosquittoSettings settings) {
        TemporaryDirectory directory = TemporaryDirectory.create("latido-mosquitto");
        try {
            List<String> lines = new ArrayList<>();
            general(lines, settings.common());
            persistence(lines, settings.data());
            access(lines, directory, settings.common().access());
            lines.add("listener " + ports.plain().number() + " " + ReservedPort.HOST);
            DevelopmentCa ca = settings.common().ca();
            if (ca != null) {
                lines.add("listener " + ports.tls() + " " + ReservedPort.HOST);
                tls(lines, directory, ca, settings);
            }
            lines.addAll(settings.furtherLines());
            return new MosquittoHome(directory, directory.file("mosquitto.conf", String.join("\n", lines) + "\n"));
        } catch (IOException e) {
            directory.close();
            throw new UncheckedIOException("cannot write the broker's configuration", e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public void close() {
        directory.close();
    }

    /**
     * Adds the general settings. Without {@code user root}, a Mosquitto that root starts would switch to another user,
     * who cannot read these files.
     */
    private static void general(List<String> lines, BrokerSettings settings) {
        lines.add("user root");
        lines.add("log_dest stderr");
        lines.add("log_timestamp_format %H:%M:%S");
        lines.add("max_inflight_messages " + settings.receiveMaximum());
        lines.add("max_queued_messages " + settings.queueSize());
    }

    private static void persistence(List<String> lines, @Nullable Path data) throws IOException {
        lines.add("persistence " + (data != null));
        if (data != null) {
            lines.add("persistence_location " + Files.createDirectories(data).toAbsolutePath()
                    + data.getFileSystem().getSeparator());
        }
    }

    private static void access(List<String> lines, TemporaryDirectory directory, AccessList access) {
        lines.add("allow_anonymous " + access.users().isEmpty());
        if (!access.users().isEmpty()) {
            lines.add("password_file " + directory.file("passwords", MosquittoPassword.lines(access.users())));
        }
        if (!access.rules().isEmpty()) {
            lines.add("acl_file " + directory.file("rules.acl", rules(access.rules())));
        }
    }

    private static String rules(List<AclRule> rules) {
        return rules.stream()
                .map(rule -> "user " + rule.user() + "\ntopic "
                        + rule.permission().name().toLowerCase(Locale.ROOT) + " " + rule.filter() + "\n")
                .collect(Collectors.joining());
    }

    private static void tls(
            List<String> lines, TemporaryDirectory directory, DevelopmentCa ca, MosquittoSettings settings) {
        IssuedCertificate server = ca.issueServer(ServerNames.with());
        lines.add("cafile " + directory.file("ca.pem", ca.certificatePem()));
        lines.add("certfile " + directory.file("broker.pem", server.certificatePem()));
        lines.add("keyfile " + directory.file("broker.key", server.privateKeyPem()));
        lines.add("require_certificate " + settings.clientCertificates());
        Path revocationList = settings.revocationList();
        if (revocationList != null) {
            lines.add("crlfile " + revocationList.toAbsolutePath());
        }
    }
}
