package dev.latido.testkit.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog log = new EventLog(Clock.systemUTC());

    @Test
    void shouldKeepTheNewestEventsAndCountAllWhenThereAreTooMany() {
        for (int i = 0; i <= FaultProxy.MAX_LOGGED_EVENTS; i++) {
            log.add(i, "gw-1", FaultAction.CUT, null, "");
        }

        assertThat(log.events())
                .hasSize(FaultProxy.MAX_LOGGED_EVENTS)
                .first()
                .satisfies(event -> assertThat(event.connection()).isEqualTo(1));
        assertThat(log.count(FaultAction.CUT)).isEqualTo(FaultProxy.MAX_LOGGED_EVENTS + 1L);
    }

    @Test
    void shouldShortenALongDetail() {
        log.add(1, "gw-1", FaultAction.CUT, null, "x".repeat(60_000));

        assertThat(log.events())
                .singleElement()
                .satisfies(
                        event -> assertThat(event.detail()).hasSizeLessThan(300).endsWith("…"));
    }
}
