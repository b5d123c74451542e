package dev.latido.examples.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConnectionCommandsIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int doctor(String... arguments) {
        return run(DoctorCommand::new, arguments);
    }

    private int board(String... arguments) {
        return run(BoardCommand::new, arguments);
    }

    private int run(Function<PrintStream, Callable<Integer>> command, String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return CommandFrame.around(command.apply(stream), stream, new PrintStream(err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Removes the parts that differ between runs and machines: numbers, boot ids, addresses and ciphers. */
    private static String masked(String text) {
        return text.replaceAll("(?m)^(OK +name localhost: ).*", "$1ADDRESSES")
                .replaceAll("TLSv1.*", "CIPHER")
                .replaceAll("\\b[0-9a-f]{8}\\b", "BOOT")
                .replaceAll("[0-9][0-9.,]*", "N");
    }

    private static String readmeBlockAfter(String command) throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int begin = readme.indexOf("```\n", readme.indexOf("```\n", readme.indexOf(command)) + 4) + 4;
        return readme.substring(begin, readme.indexOf("```", begin));
    }

    @Test
    void shouldExamineADemonstrationAsTheReadmeShows() throws IOException {
        assertThat(doctor("--demo")).isZero();

        assertThat(masked(out())).isEqualTo(masked(readmeBlockAfter("-Pdoctor -Ddoctor.args=\"--demo\"")));
        assertThat(err()).isEmpty();
    }

    @Test
    @WithBroker(users = "gw-1:right")
    void shouldEndWithOneWhenThereIsAProblem(TestBroker broker) throws IOException {
        assertThat(doctor("--broker", broker.uri(), "--client-id", "gw-1", "--json"))
                .isEqualTo(1);

        JsonNode report = JsonMapper.shared().readTree(out());
        assertThat(report.get("ok").booleanValue()).isFalse();
        assertThat(report.get("lines")).anySatisfy(line -> {
            assertThat(line.get("check").stringValue()).isEqualTo("session as gw-1");
            assertThat(line.get("outcome").stringValue()).isEqualTo("PROBLEM");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--demo --broker mqtt://localhost",
                "--broker mqtt://localhost",
                "--broker mqtt://localhost --client-id a --username u",
                "--broker mqtt://localhost --client-id a --cert c.pem",
                "--broker mqtt://localhost --client-id a --key-password x",
                "--broker mqtt://localhost --client-id a --proxy ftp://proxy:21",
                "--wrong"
            })
    void shouldEndWithTwoWhenTheCommandLineIsWrong(String arguments) {
        assertThat(doctor(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);

        assertThat(err()).startsWith("doctor: ").contains("--help lists the options");
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldEndWithThreeWhenAFileCannotBeUsed() {
        assertThat(doctor("--broker", "mqtts://localhost", "--client-id", "a", "--ca", "no-such-file.pem"))
                .isEqualTo(3);

        assertThat(err()).contains("no-such-file.pem", "does not exist");
    }

    @Test
    void shouldTellTheDevicesOfTheDemonstrationApartAsTheReadmeShows() throws IOException {
        assertThat(board("--demo")).isZero();

        assertThat(table(masked(out()))).isEqualTo(table(masked(readmeBlockAfter("-Pboard -Dboard.args=\"--demo\""))));
    }

    /** The board at the end; the order of the changes before it is not fixed. */
    private static String table(String output) {
        return output.substring(output.indexOf("device "));
    }

    @Test
    @WithBroker
    void shouldShowAnEmptyBoard(TestBroker broker) {
        assertThat(board("--broker", broker.uri(), "--for", "1")).isZero();

        assertThat(out()).isEqualTo("\ndevice                   status   since     boot\n");
    }

    @Test
    void shouldSayThatTheBoardNeedsABroker() {
        assertThat(board()).isEqualTo(2);

        assertThat(err()).contains("name either a --broker or --demo");
    }
}
