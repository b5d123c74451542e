package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeviceCountWarningTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(DeviceCountWarningTest.class);
    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

    @BeforeEach
    void listen() {
        warnings.start();
        log.addAppender(warnings);
        log.setAdditive(false);
    }

    @AfterEach
    void stop() {
        log.detachAppender(warnings);
    }

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    private DeviceCountWarning declared(int devices) {
        return new DeviceCountWarning(devices, "gw-1", log, nanos::get);
    }

    private static void publish(DeviceCountWarning count, String topic) {
        count.published(Topic.unchecked(topic));
    }

    private static void publishForEach(DeviceCountWarning count, int devices) {
        for (int device = 0; device < devices; device++) {
            publish(count, "acme/v1/evt/planta-1/norte/sensor-" + device + "/temp");
        }
    }

    private void assertWarnedOnceOf(int devices, int declared) {
        assertThat(warnings.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains(
                                "gw-1 publishes for " + devices + " devices but declares " + declared,
                                "devices(" + devices + ")"));
    }

    @Test
    void shouldNameAHundredDevicesOnceAfterAThousandMessages() {
        DeviceCountWarning count = declared(2);

        for (int round = 0; round < 10; round++) {
            publishForEach(count, 100);
            assertThat(warnings.list).isEmpty();
        }
        for (int round = 0; round < 10; round++) {
            publishForEach(count, 100);
        }

        assertWarnedOnceOf(100, 2);
    }

    @Test
    void shouldNameAHundredDevicesOnceAfterAMinute() {
        DeviceCountWarning count = declared(1);

        publishForEach(count, 100);
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        publishForEach(count, 1);
        assertThat(warnings.list).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        publishForEach(count, 1);
        publishForEach(count, 100);

        assertWarnedOnceOf(100, 1);
    }

    @Test
    void shouldNameThemWhenItEndsBefore() {
        DeviceCountWarning count = declared(1);

        publishForEach(count, 3);
        count.finish();
        count.finish();

        assertWarnedOnceOf(3, 1);
    }

    @Test
    void shouldNotCountTopicsOfOneDeviceNorCommandsNorForeignTopics() {
        DeviceCountWarning count = declared(1);

        publish(count, "acme/v1/evt/planta-1/norte/gw-1/temp");
        publish(count, "acme/v1/evt/planta-1/norte/gw-1/humidity");
        publish(count, "acme/v1/state/planta-1/norte/gw-1/temp");
        publish(count, "acme/v1/cmd/planta-1/norte/gw-2/reset");
        publish(count, "legacy/gw-3");
        count.finish();

        assertThat(warnings.list).isEmpty();
    }

    @Test
    void shouldForgetWhenThereAreTooManyTopicsToLookAt() {
        DeviceCountWarning count = declared(1);

        for (int topic = 0; topic < 20_000; topic++) {
            publish(count, "acme/v1/evt/planta-1/norte/gw-1/m" + topic);
        }
        publish(count, "acme/v1/evt/planta-1/norte/gw-2/temp");

        assertThat(warnings.list).isEmpty();
    }
}
