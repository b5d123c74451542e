package dev.latido.core.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import dev.latido.core.internal.threads.SdkThreads;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CertificateExpiryWatchTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Logger logger = (Logger) LoggerFactory.getLogger(MqttConnection.class);
    private final Level level = logger.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = START;

    private final CertificateExpiryWatch watch = new CertificateExpiryWatch(
            "gw-1",
            TlsDeclaration.SYSTEM,
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            },
            SdkThreads.shared());

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
    }

    @AfterEach
    void restore() {
        watch.close();
        logger.detachAppender(log);
        logger.setLevel(level);
        logger.setAdditive(true);
    }

    private static X509Certificate certificate(Duration before, Duration after) {
        return TestChain.create(START.minus(before), START.plus(after)).leaf().certificate();
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void shouldKnowTheFirstEndOfAll() {
        X509Certificate first = certificate(Duration.ofDays(1), Duration.ofDays(100));
        X509Certificate later = certificate(Duration.ofDays(1), Duration.ofDays(200));
        assertThat(watch.earliest()).isEmpty();

        watch.inUse(List.of(later), List.of(first));

        assertThat(watch.earliest()).contains(START.plus(Duration.ofDays(100)));
        watch.inUse(List.of(), List.of(later));
        assertThat(watch.earliest()).contains(START.plus(Duration.ofDays(200)));
    }

    @Test
    void shouldWarnThirtyDaysBeforeTheEndOnceADayForEachCertificate() {
        assertThat(Tls.EXPIRY_WARNING).isEqualTo(Duration.ofDays(30));
        X509Certificate own = certificate(Duration.ofDays(300), Duration.ofDays(31));
        X509Certificate broker = certificate(Duration.ofDays(300), Duration.ofDays(300));

        watch.inUse(List.of(own), List.of(broker));
        assertThat(warnings()).isEmpty();

        now = START.plus(Duration.ofDays(1));
        watch.check();
        watch.inUse(List.of(own), List.of(broker));
        now = START.plus(Duration.ofHours(47));
        watch.check();
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        "gw-1: the client's certificate CN=localhost",
                        "2026-02-01T00:00:00Z",
                        "in 30 days",
                        "renew it");

        now = START.plus(Duration.ofDays(2));
        watch.check();
        assertThat(warnings()).hasSize(2).last().asString().contains("in 29 days");

        now = START.plus(Duration.ofDays(299));
        watch.inUse(List.of(), List.of(broker));
        assertThat(warnings()).hasSize(3).last().asString().contains("the broker's certificate");
    }

    @Test
    void shouldWarnInTheLastQuarterOfACertificateThatLivesShortly() {
        X509Certificate monthly = certificate(Duration.ofDays(10), Duration.ofDays(10));

        watch.inUse(List.of(monthly), List.of());
        assertThat(warnings()).isEmpty();

        now = START.plus(Duration.ofDays(5));
        watch.check();
        assertThat(warnings()).hasSize(1);
    }
}
