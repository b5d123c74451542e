package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of Latido's own client is compared in sdk-e2e, where that client is. */
class ReadmeTest {

    @Test
    void shouldShowTheTestOfABareClientThatIsRun() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/latido/testkit/LostPubackIT.java"));
        String shown = source.substring(source.indexOf("@WithBroker"));

        String readme = Files.readString(Path.of("README.md"));

        assertThat(flat(readme)).contains(flat(shown));
    }

    private static String flat(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
