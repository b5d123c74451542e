package dev.latido.topics.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclPolicyTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final TopicFilter TEMPERATURES = TopicFilter.of("acme/v1/evt/+/+/+/temp");

    private static AclPolicy.Builder policy() {
        return AclPolicy.builder(ACME);
    }

    @Test
    void shouldWriteEachRoleForMosquitto() {
        AclPolicy policy = policy().device("gw-a72f", "planta-1", "norte")
                .consumer("billing-1", TEMPERATURES.shared("billing"), "billing")
                .consumer("audit-1", TEMPERATURES)
                .reader("board", TEMPERATURES)
                .operator("shift-1", "planta-1")
                .monitor("grafana")
                .build();

        assertThat(policy.mosquittoAcl()).isEqualTo("""
                        # acl_file of Mosquitto for acme/v1, generated from an AclPolicy: change the policy, not this file

                        user gw-a72f
                        topic write acme/v1/evt/planta-1/norte/gw-a72f/+
                        topic write acme/v1/state/planta-1/norte/gw-a72f/+
                        topic read acme/v1/cmd/planta-1/norte/gw-a72f/+

                        user billing-1
                        topic read acme/v1/evt/+/+/+/temp
                        topic write latido/v1/evt/dead-letter/billing

                        user audit-1
                        topic read acme/v1/evt/+/+/+/temp
                        topic write latido/v1/evt/dead-letter/+

                        user board
                        topic read acme/v1/evt/+/+/+/temp

                        user shift-1
                        topic write acme/v1/cmd/planta-1/+/+/+

                        user grafana
                        topic read $SYS/#
                        """);
    }

    @Test
    void shouldKeepPatternsFromUsersWithAnotherRole() {
        AclPolicy policy =
                policy().everyDevice().consumer("billing-1", TEMPERATURES).build();

        assertThat(policy.mosquittoAcl()).isEqualTo("""
                        # acl_file of Mosquitto for acme/v1, generated from an AclPolicy: change the policy, not this file

                        user billing-1
                        topic deny acme/v1/evt/+/+/billing-1/+
                        topic deny acme/v1/state/+/+/billing-1/+
                        topic deny acme/v1/cmd/+/+/billing-1/+
                        topic read acme/v1/evt/+/+/+/temp
                        topic write latido/v1/evt/dead-letter/+

                        # every user without a section above; %u is the name of the user
                        pattern write acme/v1/evt/+/+/%u/+
                        pattern write acme/v1/state/+/+/%u/+
                        pattern read acme/v1/cmd/+/+/%u/+
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "+", "#", "a b", "-a", "A"})
    void shouldRefuseAGroupThatNoSubscriberHas(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().consumer("billing-1", TEMPERATURES, group))
                .withMessageStartingWith("group \"");
    }

    @Test
    void shouldGiveAUserAllItsRoles() {
        AclPolicy policy = policy().device("gw-a72f", "planta-1", "norte")
                .consumer("gw-a72f", TEMPERATURES)
                .consumer("gw-a72f", TEMPERATURES)
                .build();

        assertThat(policy.mosquittoAcl())
                .containsOnlyOnce("user gw-a72f\n")
                .containsOnlyOnce("topic read acme/v1/evt/+/+/+/temp\n")
                .contains("topic write acme/v1/evt/planta-1/norte/gw-a72f/+\n");
    }

    @Test
    void shouldWriteTheConfigurationThatTheRulesRelyOn() {
        assertThat(policy().monitor("m").build().mosquittoConf(Path.of("/etc/mosquitto/acme rules.acl")))
                .isEqualTo("""
                        # once, before the first listener
                        allow_anonymous false
                        acl_file /etc/mosquitto/acme rules.acl
                        # after each listener: the user name is the client id, so that no client can claim another's
                        use_username_as_clientid true
                        """.replace('/', File.separatorChar)
                        .replace(File.separatorChar + "etc", File.separator + "etc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nallow_anonymous true", "a\r", " a", "a "})
    void shouldRefuseAFileWhoseNameEndsTheLine(String file) {
        AclPolicy policy = policy().monitor("m").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.mosquittoConf(Path.of(file)))
                .withMessageStartingWith("aclFile \"")
                .withMessageContaining("would end the line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nuser b",
                "a\r",
                "#a",
                "a#",
                "+",
                "a/b",
                "a:b",
                "-a",
                "%u",
                "${{username}}",
                "a<b",
                "ñ",
                "a\u0000"
            })
    void shouldRefuseUsersThatBreakOutOfTheFile(String user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().monitor(user))
                .withMessageStartingWith("user \"")
                .withMessageContaining("A-Z a-z 0-9 . _ @ -");
        assertThatIllegalArgumentException().isThrownBy(() -> policy().operator(user, "planta-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> policy().consumer(user, TEMPERATURES));
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> policy().device(user, "planta-1", "norte"));
    }

    @Test
    void shouldTakeUsersOf128CharactersAtMost() {
        String longest = "u".repeat(128);

        assertThat(policy().monitor(longest).build().mosquittoAcl()).contains("user " + longest + "\n");
        assertThat(policy().monitor("B.i_l@l-1").build().mosquittoAcl()).contains("user B.i_l@l-1\n");
        assertThatIllegalArgumentException().isThrownBy(() -> policy().monitor(longest + "u"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b/#",
                "a\nuser x\ntopic readwrite /#",
                "a\u00A0b",
                "a\u2028b",
                "a\u0085b",
                "a\u007Fb",
                "a/%u",
                "a/%c/b",
                "a/${{clientid}}",
                "a/§${{username}}"
            })
    void shouldRefuseFiltersThatBreakOutOfTheFile(String filter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().consumer("billing-1", TopicFilter.of(filter)))
                .withMessageStartingWith("filter \"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().consumer("billing-1", TEMPERATURES.shared("a b")));
    }

    @Test
    void shouldRefusePlacesThatAreNoNames() {
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> policy().device("gw", "+", "norte"));
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> policy().device("gw", "p", "a/b"));
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> policy().device("Gw", "p", "a"));
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> policy().operator("shift-1", "#"));
    }

    @Test
    void shouldRefuseContradictions() {
        AclPolicy.Builder listed = policy().device("gw-a72f", "planta-1", "norte");
        AclPolicy.Builder every = policy().everyDevice();

        assertThatIllegalStateException()
                .isThrownBy(() -> listed.device("gw-a72f", "planta-2", "norte"))
                .withMessage("the device gw-a72f has a place already");
        assertThatIllegalStateException()
                .isThrownBy(listed::everyDevice)
                .withMessage("the policy already lists devices: [gw-a72f]");
        assertThatIllegalStateException()
                .isThrownBy(() -> every.device("gw-a72f", "planta-1", "norte"))
                .withMessage("the policy already has everyDevice()");
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().build())
                .withMessageStartingWith("a policy needs a role");
        assertThat(every.build().mosquittoAcl()).contains("pattern write");
        assertThat(listed.build().mosquittoAcl()).doesNotContain("pattern");
    }

    @Test
    void shouldBeImmutableWhenTheBuilderGoesOn() {
        AclPolicy.Builder builder =
                policy().device("gw-a72f", "planta-1", "norte").monitor("m");
        AclPolicy policy = builder.build();
        String before = policy.mosquittoAcl();

        builder.device("gw-b10c", "planta-1", "sur").consumer("m", TEMPERATURES).monitor("n");

        assertThat(policy.mosquittoAcl()).isEqualTo(before);
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> AclPolicy.builder(null))
                .withMessage("root must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> policy().monitor("m").build().hivemqRbac(user -> null))
                .withMessage("password of m must not be null");
    }
}
