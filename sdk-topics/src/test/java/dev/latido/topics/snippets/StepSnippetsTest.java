package dev.latido.topics.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.AreaStep;
import dev.latido.topics.CommandStep;
import dev.latido.topics.DeviceStep;
import dev.latido.topics.MeasureFilterStep;
import dev.latido.topics.MeasureStep;
import dev.latido.topics.SiteStep;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import org.junit.jupiter.api.Test;

/** The snippets in the Javadoc of the root and its steps, compiled and run. */
class StepSnippetsTest {

    private final TopicRoot acme = TopicRoot.of("acme", 1);

    @Test
    void packageInfo() {
        TopicRoot acme = TopicRoot.of("acme", 1);
        Topic temperature =
                acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
        TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");

        boolean matches = temperatures.matches(temperature);

        assertThat(matches).isTrue();
    }

    @Test
    void topicRoot() {
        TopicRoot acme = TopicRoot.of("acme", 1);
        MeasureStep gateway = acme.events().site("planta-1").area("norte").device("gw-a72f");
        Topic temp = gateway.measure("temp");
        TopicFilter temps = acme.events().anySite().anyArea().anyDevice().measure("temp");

        assertThat(temp).hasToString("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        assertThat(temps).hasToString("acme/v1/evt/+/+/+/temp");
    }

    @Test
    void siteStep() {
        SiteStep<Topic, TopicFilter> presence = acme.presence();
        Topic gateway = presence.site("planta-1").area("norte").device("gw-a72f");

        assertThat(gateway).hasToString("acme/v1/state/planta-1/norte/gw-a72f/presence");
    }

    @Test
    void areaStep() {
        AreaStep<Topic, TopicFilter> plant = acme.presence().site("planta-1");
        TopicFilter devices = plant.everything();

        assertThat(devices).hasToString("acme/v1/state/planta-1/+/+/presence");
    }

    @Test
    void deviceStep() {
        DeviceStep<Topic, TopicFilter> north = acme.presence().site("planta-1").area("norte");
        Topic gateway = north.device("gw-a72f");

        assertThat(gateway).hasToString("acme/v1/state/planta-1/norte/gw-a72f/presence");
    }

    @Test
    void measureStep() {
        MeasureStep gateway = acme.events().site("planta-1").area("norte").device("gw-a72f");
        Topic temp = gateway.measure("temp");
        Topic noise = gateway.measure("ruido_db");

        assertThat(temp).hasToString("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        assertThat(noise).hasToString("acme/v1/evt/planta-1/norte/gw-a72f/ruido_db");
    }

    @Test
    void commandStep() {
        CommandStep gateway = acme.commands().site("planta-1").area("norte").device("gw-a72f");
        Topic reset = gateway.command("reset");

        assertThat(reset).hasToString("acme/v1/cmd/planta-1/norte/gw-a72f/reset");
    }

    @Test
    void areaFilterStep() {
        TopicFilter north = acme.events().anySite().area("norte").everything();

        assertThat(north).hasToString("acme/v1/evt/+/norte/#");
    }

    @Test
    void deviceFilterStep() {
        TopicFilter gateway = acme.presence().anySite().anyArea().device("gw-a72f");

        assertThat(gateway).hasToString("acme/v1/state/+/+/gw-a72f/presence");
    }

    @Test
    void measureFilterStep() {
        MeasureFilterStep devices = acme.events().anySite().anyArea().anyDevice();
        TopicFilter temps = devices.measure("temp");

        assertThat(temps).hasToString("acme/v1/evt/+/+/+/temp");
    }

    @Test
    void commandFilterStep() {
        TopicFilter resets = acme.commands().anySite().anyArea().anyDevice().command("reset");

        assertThat(resets).hasToString("acme/v1/cmd/+/+/+/reset");
    }
}
