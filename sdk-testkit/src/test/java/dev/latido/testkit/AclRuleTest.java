package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclRuleTest {

    @Test
    void shouldReadWhatItWrites() {
        assertThat(AclRule.parse("dev1 read acme/v1/#")).isEqualTo(AclRule.read("dev1", "acme/v1/#"));
        assertThat(AclRule.parse("  dev1  write  acme/v1/a b ")).isEqualTo(AclRule.write("dev1", "acme/v1/a b"));
        assertThat(AclRule.parse(AclRule.readWrite("dev1", "#").toString())).isEqualTo(AclRule.readWrite("dev1", "#"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev1", "dev1 read", "dev1 acme/# read", "dev1 READ acme/#"})
    void shouldRefuseOtherTexts(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AclRule.parse(text));
    }

    @Test
    void shouldReadUsersWithColonsInTheirPasswords() {
        assertThat(BrokerUser.parse("dev1:se:cret")).isEqualTo(new BrokerUser("dev1", "se:cret"));
        assertThat(BrokerUser.parse("dev1:secret")).hasToString("BrokerUser[dev1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev1", ":secret", "dev1:", "dev 1:secret", "dev1:sec\nret"})
    void shouldRefuseOtherUsers(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerUser.parse(text))
                .withMessageNotContaining("ret");
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNull() {
        assertThatNullPointerException().isThrownBy(() -> AclRule.parse(null)).withMessage("text must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> AclRule.read(null, "#"))
                .withMessage("user must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> AclRule.read("dev1", null))
                .withMessage("filter must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> BrokerUser.parse(null))
                .withMessage("text must not be null");
    }
}
