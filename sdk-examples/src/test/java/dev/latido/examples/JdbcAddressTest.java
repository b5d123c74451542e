package dev.latido.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db:5432/x?user=u&password=topsecret | jdbc:postgresql://db:5432/x",
                "jdbc:postgresql://u:topsecret@db/x | jdbc:postgresql://db/x",
                "jdbc:h2:mem:x;PASSWORD=topsecret | jdbc:h2:mem:x",
                "jdbc:h2:file:/var/plant | jdbc:h2:file:/var/plant"
            })
    void shouldShowNoParameterAndNoUserWhenPrinted(String url, String shown) {
        assertThat(new JdbcAddress(url)).hasToString(shown);
    }

    @Test
    void shouldTakeThePasswordOutOfWhatTheDriverSaid() {
        JdbcAddress address = new JdbcAddress("jdbc:x://db/x?password=topsecret");

        assertThat(address.redacted("no driver for jdbc:x://db/x?password=topsecret"))
                .isEqualTo("no driver for jdbc:x://db/x");
        assertThat(address.redacted("bad parameter Password=topsecret&ssl=1"))
                .isEqualTo("bad parameter Password=…&ssl=1");
    }

    @Test
    void shouldLeaveNoTraceFileBesideAnH2Database() {
        assertThat(new JdbcAddress("jdbc:h2:file:/x").quiet()).isEqualTo("jdbc:h2:file:/x;TRACE_LEVEL_FILE=0");
        assertThat(new JdbcAddress("jdbc:h2:file:/x;TRACE_LEVEL_FILE=3").quiet())
                .endsWith("x;TRACE_LEVEL_FILE=3");
        assertThat(new JdbcAddress("jdbc:postgresql://db/x").quiet()).isEqualTo("jdbc:postgresql://db/x");
    }
}
