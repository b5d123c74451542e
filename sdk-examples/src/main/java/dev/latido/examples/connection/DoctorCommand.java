package dev.latido.examples.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import dev.latido.core.Tls;
import dev.latido.examples.Version;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** The command line of {@link Preflight}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Checks a connection step by step: name, TCP, TLS and certificates, clock, session, permissions. It uses"
                    + " the client id of the device: run it only while the device is disconnected.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no problem", "1:a problem", "2:an option is invalid", "3:a file cannot be used"})
public final class DoctorCommand implements Callable<Integer> {

    private static final int PROBLEM = 1;
    private static final String DEMO_DEVICE = "gw-a72f";

    @Mixin
    private BrokerOptions options;

    @Option(names = "--client-id", paramLabel = "ID", description = "Client id of the device.")
    private @Nullable String clientId;

    @Option(names = "--publish", paramLabel = "TOPIC", description = "Publish one test message to it. Repeatable.")
    private List<String> publish = new ArrayList<>();

    @Option(names = "--subscribe", paramLabel = "FILTER", description = "Subscribe to it. Repeatable.")
    private List<String> subscribe = new ArrayList<>();

    @Option(names = "--demo", description = "Start a broker with TLS and an access list, and check it.")
    private boolean demo;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    DoctorCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the checks and ends the JVM with the exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandFrame.main(DoctorCommand::new, arguments);
    }

    @Override
    public Integer call() throws IOException {
        check();
        PreflightReport report = demo ? demo() : examine();
        out.print(
                json
                        ? JsonMapper.shared().writeValueAsString(Map.of("ok", report.isOk(), "lines", report.lines()))
                                + "\n"
                        : report);
        return report.isOk() ? CommandLine.ExitCode.OK : PROBLEM;
    }

    private void check() {
        if (demo == (options.broker != null)) {
            throw wrong("name either a --broker or --demo");
        }
        if (!demo && clientId == null) {
            throw wrong("--client-id is required: permissions may depend on it");
        }
        String problem = options.problem();
        if (problem != null) {
            throw wrong(problem);
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private PreflightReport examine() {
        if (options.broker == null || clientId == null) {
            throw new IllegalStateException("neither broker nor demo");
        }
        return run(options.declare(options.broker, clientId), publish, subscribe);
    }

    private static PreflightReport run(MqttConnection.Builder declaration, List<String> topics, List<String> filters) {
        return Preflight.of(declaration.withoutPresence("it only checks the connection"))
                .publishing(topics.stream().map(Topic::unchecked).toArray(Topic[]::new))
                .subscribing(filters.stream().map(TopicFilter::of).toArray(TopicFilter[]::new))
                .run();
    }

    /** Checks a device that may write its own events and read its own commands only. */
    private static PreflightReport demo() throws IOException {
        DevelopmentCa ca = DevelopmentCa.create();
        Path directory = Files.createTempDirectory("latido-doctor");
        try (EmbeddedBroker broker = EmbeddedBroker.builder()
                .tls(ca)
                .user(DEMO_DEVICE, "secret")
                .acl(
                        AclRule.write(DEMO_DEVICE, "acme/v1/evt/planta-1/norte/gw-a72f/#"),
                        AclRule.read(DEMO_DEVICE, "acme/v1/cmd/planta-1/norte/gw-a72f/#"))
                .receiveMaximum(20)
                .start()) {
            Path authority = ca.writeCertificate(directory);
            MqttConnection.Builder declaration = MqttConnection.builder()
                    .broker(broker.tlsUri())
                    .clientId(DEMO_DEVICE)
                    .credentials(DEMO_DEVICE, "secret".toCharArray())
                    .tls(Tls.trusting(authority));
            PreflightReport report = run(
                    declaration,
                    List.of("acme/v1/evt/planta-1/norte/gw-a72f/temp"),
                    List.of("acme/v1/cmd/planta-1/norte/gw-a72f/+"));
            Files.delete(authority);
            return report;
        } finally {
            Files.deleteIfExists(directory);
        }
    }
}
