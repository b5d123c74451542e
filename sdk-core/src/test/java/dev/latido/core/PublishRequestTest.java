package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishRequestTest {

    private static final Topic TOPIC = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final PublishRequest request = PublishRequest.of(TOPIC, 21.3);

    @Test
    void shouldHaveTheDefaultsOfAPlainPublish() {
        assertThat(request.topic()).isEqualTo(TOPIC);
        assertThat(request.value()).isEqualTo(21.3);
        assertThat(request.options()).isEqualTo(DeliveryOptions.DEFAULTS);
    }

    @Test
    void shouldGatherWhatItIsTold() {
        PublishRequest full = request.retained()
                .expiry(Duration.ofMinutes(1))
                .contentType("application/json")
                .userProperty("line", "1")
                .traceparent(TRACE)
                .userProperty("line", "2")
                .atMostOnce();

        assertThat(full.options().retained()).isTrue();
        assertThat(full.options().expiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(full.options().contentType()).isEqualTo("application/json");
        assertThat(full.options().userProperties())
                .containsExactly(Map.entry("line", "1"), Map.entry("traceparent", TRACE), Map.entry("line", "2"));
        assertThat(full.options().qos()).isEqualTo(Qos.AT_MOST_ONCE);
    }

    @Test
    void shouldLeaveTheRequestItWasMadeOfAsItWas() {
        request.retained().atMostOnce().userProperty("line", "1");

        assertThat(request.options()).isEqualTo(DeliveryOptions.DEFAULTS);
    }

    @Test
    void shouldTakeTheLastWordWhenTwoContradictEachOther() {
        String other = TRACE.replace('4', '5');

        assertThat(request.atMostOnce().exactlyOnce("a bank transfer").options().qos())
                .isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(request.traceparent(TRACE).traceparent(other).options().userProperties())
                .containsExactly(Map.entry("traceparent", other));
    }

    @Test
    void shouldAskForAReasonForExactlyOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.exactlyOnce(" "))
                .withMessageStartingWith("reason must say why");
    }

    @Test
    void shouldRefuseAnExpiryThatMqttCannotSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.expiry(Duration.ZERO))
                .withMessage("expiry must be above zero, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.expiry(Duration.ofSeconds(4_294_967_296L)))
                .withMessageContaining("expiry must be at most");
        assertThat(request.expiry(Duration.ofSeconds(4_294_967_295L)).options().expiry())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void shouldRefuseWhatIsNoTraceparent(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.traceparent(text))
                .withMessageEndingWith("was " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latido-id", "latido-ts", "latido-", "traceparent"})
    void shouldKeepItsOwnPropertyNamesToItself(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.userProperty(name, "1"))
                .withMessageEndingWith("was " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\uD800"})
    void shouldRefuseTextsThatMqttCannotCarry(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.contentType(text))
                .withMessageStartingWith("contentType must be Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.userProperty(text, ""))
                .withMessageStartingWith("name must be Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.userProperty("name", text))
                .withMessageStartingWith("value must be Unicode");
    }

    @Test
    void shouldRefuseTextsThatAreTooLongOrEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.userProperty("name", "ñ".repeat(32_768)))
                .withMessage("value must have at most 65535 bytes, had 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.contentType(" "))
                .withMessage("contentType must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.userProperty("", "1"))
                .withMessage("name must not be blank");
        assertThat(request.userProperty("name", "").options().userProperties()).hasSize(1);
    }

    @Test
    void shouldNotShowItsValue() {
        assertThat(PublishRequest.of(TOPIC, "secret").retained().expiry(Duration.ofSeconds(5)))
                .hasToString("PublishRequest[" + TOPIC + ", AT_LEAST_ONCE, retained, expires after PT5S]");
    }
}
