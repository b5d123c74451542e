package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgementTest {

    @ParameterizedTest
    @CsvSource({"0, false", "15, false", "16, true", "17, false", "135, false"})
    void shouldSayThatNobodySubscribesWhenTheCodeIsSixteen(int code, boolean withoutSubscribers) {
        assertThat(new Acknowledgement(code).withoutSubscribers()).isEqualTo(withoutSubscribers);
    }
}
