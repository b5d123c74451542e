package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    @Test
    void shouldKeepItsPasswordWhenArraysOfOthersAreWiped() {
        char[] given = "s3cr3t".toCharArray();
        Credentials credentials = Credentials.of("gw-1", given);

        Arrays.fill(given, '*');
        Arrays.fill(credentials.password(), '*');

        assertThat(credentials.username()).isEqualTo("gw-1");
        assertThat(credentials.password()).containsExactly("s3cr3t".toCharArray());
        assertThat(credentials).hasToString("Credentials[gw-1]");
    }

    @Test
    void shouldHaveNoPasswordOnceDestroyed() {
        Credentials credentials = Credentials.of("gw-1", "s3cr3t".toCharArray());
        assertThat(credentials.isDestroyed()).isFalse();

        credentials.destroy();
        credentials.destroy();

        assertThat(credentials.isDestroyed()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(credentials::password)
                .withMessageContainingAll("gw-1", "destroyed", "create new ones")
                .withMessageNotContaining("s3cr3t");
    }
}
