package dev.latido.examples.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.lint.LintCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The linter as a user runs it, on files. */
class LintCommandTest {

    private static final String CLEAN = "acme/v1/evt/planta-1/norte/gw-a72f/temp\n";
    private static final String WARNING = "acme/v1/evt/planta-1/temp\n";
    private static final String ERROR = "acme/planta-1/norte/temp\n";

    @TempDir
    private Path directory;

    private final Terminal terminal = new Terminal();

    @Test
    void shouldSayThatAFleetIsClean() throws IOException {
        int exit = terminal.run(file(CLEAN), "--root", "acme/v1", "--strict");

        assertThat(exit).isZero();
        assertThat(terminal.out()).isEqualTo("1 topic, 0 filters: 0 errors, 0 warnings, 0 infos\n");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void shouldFailForErrorsAndForWarningsOnlyWhenStrict() throws IOException {
        assertThat(terminal.run(file(ERROR))).isEqualTo(1);
        assertThat(terminal.run(file(WARNING))).isZero();
        assertThat(terminal.run(file(WARNING), "--strict")).isEqualTo(1);
        assertThat(terminal.out()).contains("no-device-level");
    }

    @Test
    void shouldHoldTheFleetToItsRoot() throws IOException {
        int exit = terminal.run(file(CLEAN), "--root", "acme/v2");

        assertThat(exit).isEqualTo(1);
        assertThat(terminal.out()).contains("\"v1\" is not the version of the root, v2");
    }

    @Test
    void shouldPrintJson() throws IOException {
        int exit = terminal.run(file(ERROR + WARNING), "--json");

        JsonNode report = JsonMapper.shared().readTree(terminal.out());
        assertThat(exit).isEqualTo(1);
        assertThat(report.get("errors").asInt()).isEqualTo(2);
        assertThat(report.get("findings").get(0).get("check").asString()).isEqualTo("data-apart-from-commands");
    }

    @Test
    void shouldAllowWhatTheListSays() throws IOException {
        Path allow = Files.writeString(
                directory.resolve("allow.txt"),
                "# exceptions\n\nacme/planta-1/#   until the second line is rebuilt\n# the auditor's\n");

        int exit = terminal.run(file(ERROR), "--allow", allow.toString(), "--strict");

        assertThat(terminal.out()).isEqualTo("0 topics, 0 filters (and 1 allowed): 0 errors, 0 warnings, 0 infos\n");
        assertThat(exit).isZero();
    }

    @Test
    void shouldAllowTheWholeFleetAsAFilterOnly() throws IOException {
        Path allow = Files.writeString(directory.resolve("allow.txt"), "#\tthe auditor's\n");

        int exit = terminal.run(file("#\n" + CLEAN), "--allow", allow.toString(), "--strict");

        assertThat(exit).isZero();
        assertThat(terminal.out()).startsWith("1 topic, 0 filters (and 1 allowed)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy/#", "legacy/#/x because", "a/# b\na/# b"})
    void shouldNameTheLineOfTheAllowListThatIsWrong(String lines) throws IOException {
        Path allow = Files.writeString(directory.resolve("allow.txt"), "\n" + lines + "\n");

        int exit = terminal.run(file(CLEAN), "--allow", allow.toString());

        assertThat(exit).isEqualTo(3);
        assertThat(terminal.err()).matches("(?s)lint: line [23] of the allow-list: .*\n");
    }

    @Test
    void shouldSayInOneLineThatAFileCannotBeRead() throws IOException {
        Path latin = Files.write(directory.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, '\n'});

        assertThat(terminal.run("no/such/file.txt")).isEqualTo(3);
        assertThat(terminal.run(latin.toString())).isEqualTo(3);
        assertThat(terminal.run(directory.toString())).isEqualTo(3);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("lint: there is no file no/such/file.txt"),
                        line -> assertThat(line).endsWith("latin.txt is not UTF-8"),
                        line -> assertThat(line).startsWith("lint: cannot read " + directory));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x.txt --broker mqtt://localhost",
                "--broker http://localhost",
                "--broker mqtt:x",
                "--broker mqtt://localhost/path",
                "--broker mqtt://localhost:0",
                "x.txt --ca ca.pem",
                "x.txt --cert c.pem --key k.pem",
                "--broker mqtts://localhost --cert c.pem",
                "x.txt --root acme",
                "x.txt --root acme/v0",
                "x.txt --root Acme/v1",
                "x.txt --for 10",
                "--broker mqtt://localhost --for 0s",
                "--broker mqtt://localhost --username me",
                "x.txt --nosuch",
                "explain no-such-check"
            })
    void shouldAnswerAWrongOptionInOneLine(String line) {
        int exit = terminal.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(exit).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).startsWith("lint: ").contains("(--help lists the options)");
    }

    @Test
    void shouldNameTheOptionThatNeedsABroker() throws IOException {
        assertThat(terminal.run(file(CLEAN), "--username", "me")).isEqualTo(2);

        assertThat(terminal.err()).startsWith("lint: --username requires --broker");
    }

    @Test
    void shouldExplainItself() {
        assertThat(terminal.run("--help")).isZero();
        assertThat(terminal.out())
                .contains("--broker", "--for", "--root", "--allow", "--strict", "--json", "explain", "Exit codes:");
    }

    @ParameterizedTest
    @EnumSource(LintCheck.class)
    void shouldExplainEachCheck(LintCheck check) {
        assertThat(terminal.run("explain")).isZero();

        assertThat(terminal.out())
                .contains(check.id() + " (" + check.defaultSeverity() + "): " + check.statement() + "\n");
    }

    @Test
    void shouldExplainOneCheck() {
        assertThat(terminal.run("explain", "near-duplicate")).isZero();

        assertThat(terminal.out()).isEqualTo("""
                        near-duplicate (warning): One thing has one name
                          Half of the devices publish under one name, half of the consumers read the other, and no error is reported.
                            wrong  "acme/v1/evt/planta-1/norte/gw-a72f/temp"
                            wrong  "acme/v1/evt/planta-1/norte/gw-b10c/temperature"
                            right  "acme/v1/evt/line-1/norte/gw-a72f/temp"
                            right  "acme/v1/evt/line-2/norte/gw-a73f/temp"

                        """);
    }

    /** The README shows the output of this version. */
    @Test
    void shouldPrintWhatTheReadmeShows() throws IOException {
        int exit = terminal.run("topics-sample.txt", "--root", "acme/v1");

        assertThat(exit).isEqualTo(1);
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```\n" + terminal.out() + "```")
                .contains("./mvnw -q -Plint -Dlint.args=\"sdk-examples/topics-sample.txt --root acme/v1\"");
    }

    private String file(String lines) throws IOException {
        return Files.writeString(directory.resolve("topics.txt"), lines).toString();
    }
}
