package dev.latido.core.internal.tls;

import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns in time of certificates in use that will expire: at each session and once a day, once a day per certificate. */
final class CertificateExpiryWatch {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private static final Duration INTERVAL = Duration.ofDays(1);

    /** Certificates that live shortly are renewed late: of those, the last quarter counts. */
    private static final int PARTS = 4;

    private final Object connection;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<X509Certificate, Instant> warned = new HashMap<>();
    private List<X509Certificate> own = List.of();
    private List<X509Certificate> broker = List.of();
    private @Nullable Future<?> daily;
    private boolean closed;

    /** @param connection whose toString names it in the log */
    CertificateExpiryWatch(Object connection, Clock clock, ScheduledExecutorService timer) {
        this.connection = connection;
        this.clock = clock;
        this.timer = timer;
    }

    /** A session is up with these certificates, which take the place of the ones before. */
    synchronized void inUse(List<X509Certificate> ownChain, List<X509Certificate> brokerChain) {
        own = ownChain;
        broker = brokerChain;
        warned.keySet().removeIf(certificate -> !own.contains(certificate) && !broker.contains(certificate));
        check();
        if (daily == null && !closed && (!own.isEmpty() || !broker.isEmpty())) {
            daily = timer.scheduleAtFixedRate(
                    this::check, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The end of the certificate that ends first. */
    synchronized Optional<Instant> earliest() {
        return Stream.concat(own.stream(), broker.stream())
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo);
    }

    synchronized void check() {
        Instant now = clock.instant();
        own.forEach(certificate -> check("the client's", certificate, now));
        broker.forEach(certificate -> check("the broker's", certificate, now));
    }

    private void check(String whose, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant last = warned.get(certificate);
        boolean warnedToday = last != null && now.isBefore(last.plus(INTERVAL));
        if (warnedToday || now.isBefore(end.minus(notice(certificate)))) {
            return;
        }
        warned.put(certificate, now);
        log.warn(
                "{}: {} certificate {} expires on {}, in {} days; renew it",
                connection,
                whose,
                CertificateNames.name(certificate),
                end,
                Duration.between(now, end).toDays());
    }

    static Duration notice(X509Certificate certificate) {
        Duration part = Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .dividedBy(PARTS);
        return part.compareTo(Tls.EXPIRY_WARNING) < 0 ? part : Tls.EXPIRY_WARNING;
    }

    synchronized void close() {
        closed = true;
        if (daily != null) {
            daily.cancel(false);
            daily = null;
        }
    }
}
