package dev.latido.examples.plant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plant as a user runs it, with a short file; tests that do not depend on the broker share one. */
@WithBroker
class PlantCommandIT {

    private static final int ROWS = 400;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"default, 5", "harsh, 3"})
    void shouldStoreEveryReadingOnceOnABadNetwork(String faults, String seed) throws IOException {
        int rows = 1_500;

        int exit = run("--csv", file(rows).toString(), "--faults", faults, "--seed", seed, "--speed", "0", "--json");

        JsonNode report = report();
        assertThat(exit).as(errors()).isZero();
        assertThat(report.get("clean").asBoolean()).isTrue();
        assertThat(report.get("published").asInt()).isEqualTo(3 * rows);
        assertThat(report.get("acknowledged").asInt()).isEqualTo(3 * rows);
        assertThat(report.get("stored").asInt()).isEqualTo(3 * rows);
        assertThat(report.get("lost").asInt()).isZero();
        assertThat(report.get("extra").asInt()).isZero();
        assertThat(report.get("wrong").asInt()).isZero();
        assertThat(report.get("lostConnections").asInt()).isPositive();
        assertThat(report.get("lostAcknowledgements").asInt()).isPositive();
        assertThat(report.get("redelivered").asInt()).isGreaterThanOrEqualTo(3 * rows * 5 / 100);
        assertThat(report.get("duplicates").asInt()).isPositive();
        assertThat(report.get("delivered").asInt())
                .isGreaterThanOrEqualTo(3 * rows + report.get("duplicates").asInt());
        assertThat(report.get("willFired").asBoolean()).isTrue();
        assertThat(report.get("sums").get("pressure").decimalValue()).isEqualByComparingTo("1501851.84");
        assertThat(report.get("sums").get("temperature").decimalValue()).isEqualByComparingTo("30000");
        assertThat(report.get("sums").get("wind").decimalValue()).isEqualByComparingTo("1125750");
        assertThat(report.get("sums")).isEqualTo(report.get("expectedSums"));
    }

    @Test
    void shouldSayWhatIsWrongWhenAReadingIsDestroyedOnTheWay(TestBroker broker) throws IOException {
        try (FaultProxy network = FaultProxy.to(broker).start()) {
            network.when(Packets.of(PacketType.PUBLISH)
                            .toBroker()
                            .topic("acme/v1/evt/#")
                            .nth(5)
                            .atMost(1))
                    .corruptPayload();

            int exit = run("--csv", file(20).toString(), "--faults", "none", "--broker", network.uri());

            assertThat(exit).as(errors()).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .containsPattern("stored +59 ")
                    .containsPattern("lost +1 ")
                    .contains("BUT THE FILE SAYS", "NOT CLEAN, after");
        }
    }

    @Test
    @WithBroker(tls = true, users = "plant:secret")
    void shouldUseABrokerWithTlsAndUsers(TestBroker broker, DevelopmentCa ca) throws IOException {
        List<String> arguments = List.of(
                "--csv=" + file(20),
                "--faults=none",
                "--json",
                "--broker=" + broker.tlsUri(),
                "--ca=" + ca.writeCertificate(directory),
                "--username=plant");

        int refused = run(with(arguments, "--password=wrong-one"));

        assertThat(refused).isEqualTo(3);
        assertThat(out.size()).isZero();
        assertThat(errors().lines())
                .singleElement()
                .asString()
                .startsWith("plant: ")
                .doesNotContain("wrong-one");

        int exit = run(with(arguments, "--password=secret"));

        assertThat(exit).as(errors()).isZero();
        assertThat(report().get("stored").asInt()).isEqualTo(60);
    }

    @Test
    void shouldWriteIntoAnH2DatabaseOfTheUsers(TestBroker broker) throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("mine");

        int exit =
                run("--csv", file(20).toString(), "--faults", "none", "--broker", broker.uri(), "--json", "--db", url);

        assertThat(exit).as(errors()).isZero();
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(readings(connection)).isEqualTo(60);
        }
    }

    @Test
    void shouldWriteIntoAPostgresDatabaseOfTheUsers(TestBroker broker) throws Exception {
        try (PostgresServer postgres = PostgresServer.builder().start()) {
            int first = run(
                    "--csv",
                    file(20).toString(),
                    "--faults",
                    "none",
                    "--broker",
                    broker.uri(),
                    "--json",
                    "--db",
                    postgres.jdbcUrl());
            int second = run(
                    "--csv",
                    file(20).toString(),
                    "--faults",
                    "none",
                    "--broker",
                    broker.uri(),
                    "--json",
                    "--db",
                    postgres.jdbcUrl());

            assertThat(List.of(first, second)).as(errors()).containsOnly(0);
            try (Connection connection = postgres.dataSource().getConnection()) {
                assertThat(readings(connection)).isEqualTo(120);
            }
        }
    }

    @Test
    void shouldKeepEveryDigitOfTheFile(TestBroker broker) throws IOException {
        Path file = Files.writeString(
                directory.resolve("digits.csv"),
                "date,pressure,temperature,wind\n2010-01-01T00:00:00,1.23456,12345678901.5,-0.0000000001\n");

        int exit = run(
                "--csv",
                file.toString(),
                "--faults",
                "none",
                "--json",
                "--dir",
                directory.resolve("db").toString());

        assertThat(exit).as(errors()).isZero();
        assertThat(report().get("sums").get("pressure").decimalValue()).isEqualByComparingTo("1.23456");
        assertThat(report().get("sums").get("temperature").decimalValue()).isEqualByComparingTo("12345678901.5");
        assertThat(report().get("sums").get("wind").decimalValue()).isEqualByComparingTo("-0.0000000001");
    }

    @Test
    void shouldLeaveOutBadRowsWhenAskedTo(TestBroker broker) throws IOException {
        Path file = file(2);
        Files.writeString(file, Files.readString(file) + "2011,what\n");

        int exit = run(
                "--csv", file.toString(), "--bad-rows", "skip", "--faults", "none", "--broker", broker.uri(), "--json");

        assertThat(exit).as(errors()).isZero();
        assertThat(report().get("published").asInt()).isEqualTo(6);
        assertThat(errors()).contains("line 4: 2 columns instead of 4; skipped");
    }

    @Test
    void shouldNotBeFasterThanAskedTo(TestBroker broker) throws IOException {
        int exit = run(
                "--csv", file(20).toString(), "--speed", "60", "--faults", "none", "--broker", broker.uri(), "--json");

        assertThat(exit).as(errors()).isZero();
        assertThat(report().get("milliseconds").asInt()).isGreaterThanOrEqualTo(950);
    }

    @Test
    void shouldUseABrokerOfTheUsers(TestBroker broker) throws IOException {
        int exit = run("--csv", file(ROWS).toString(), "--broker", broker.uri(), "--faults", "none");

        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("published", "1,200", "as in the file", "Nothing lost, nothing twice");
    }

    @Test
    void shouldSayInOneLineThatTheBrokerCannotBeReached() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }

        int exit = run("--broker", "mqtt://127.0.0.1:" + closedPort, "--csv", file(1).toString());

        assertThat(exit).isEqualTo(3);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("plant: cannot connect")
                .contains("127.0.0.1:" + closedPort);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--db | jdbc:nosuch:thing | cannot use the database jdbc:nosuch:thing: ",
                "--db | jdbc:h2:file:/dev/null/x | cannot use the database jdbc:h2:file:/dev/null/x: ",
                "--db | jdbc:postgresql://127.0.0.1:1/x?password=topsecret | cannot use the database jdbc:postgresql://127.0.0.1:1/x: ",
                "--dir | /dev/null/x | cannot create the directory /dev/null/x",
                "--csv | /dev/null/x | /dev/null/x cannot be read"
            })
    void shouldSayInOneLineWhatCannotBeUsed(String option, String value, String problem) {
        int exit = run(option, value);

        assertThat(exit).isEqualTo(3);
        assertThat(out.size()).isZero();
        assertThat(errors().lines())
                .singleElement()
                .asString()
                .startsWith("plant: " + problem)
                .doesNotContain("topsecret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sped=1",
                "--speed=fast",
                "--speed=-1",
                "--faults=some",
                "--broker=http://x",
                "--broker=x y",
                "--ca=x.pem"
            })
    void shouldAnswerAWrongOptionInOneLine(String option) {
        int exit = run(option);

        assertThat(exit).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("plant: ")
                .doesNotContain("Exception")
                .endsWith("(--help lists the options)");
    }

    @Test
    void shouldStopAtABadRow() throws IOException {
        Path file = file(2);
        Files.writeString(file, Files.readString(file) + "2011,what\n");

        int exit = run("--csv", file.toString());

        assertThat(exit).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("line 4", "2 columns");
    }

    @Test
    void shouldExplainItself() {
        int exit = run("--help");

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--speed", "--seed", "--faults", "--csv", "--broker", "--db", "--json", "Exit codes:");
    }

    @Test
    void shouldSayItsVersion() {
        int exit = run("--version");

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).strip()).matches("Latido \\d+\\.\\d+\\.\\d+.*");
    }

    private static String[] with(List<String> arguments, String last) {
        return Stream.concat(arguments.stream(), Stream.of(last)).toArray(String[]::new);
    }

    private JsonNode report() {
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static int readings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from plant_reading")) {
            count.next();
            return count.getInt(1);
        }
    }

    private int run(String... arguments) {
        return PlantCommand.commandLine(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    /** Rows whose wind sums up to n(n+1)/2. */
    private Path file(int rows) throws IOException {
        StringBuilder text = new StringBuilder("date,pressure,temperature,wind\n");
        for (int i = 1; i <= rows; i++) {
            text.append("2010-01-01T00:00:00,1001.23456,20,").append(i).append('\n');
        }
        return Files.writeString(directory.resolve("weather.csv"), text);
    }
}
