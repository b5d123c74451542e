package dev.latido.core.internal.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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

/**
 * Warns of certificates in use that will expire soon. Checks at the begin of each session and once a day, and warns
 * once a day for each certificate. Thread-safe.
 */
public final class CertificateExpiryWatch {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private static final Duration INTERVAL = Duration.ofDays(1);

    /** Short-lived certificates are renewed late: the warning starts in the last quarter of their validity. */
    private static final int PARTS = 4;

    private final Object connection;
    private final CertificateOnDisk onDisk;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    @GuardedBy("this")
    private final Map<X509Certificate, Instant> warned = new HashMap<>();

    @GuardedBy("this")
    private List<X509Certificate> own = List.of();

    @GuardedBy("this")
    private List<X509Certificate> broker = List.of();

    @GuardedBy("this")
    private @Nullable Future<?> daily;

    @GuardedBy("this")
    private boolean closed;

    /**
     * Creates a watch without certificates.
     *
     * @param connection named in the log by its string form
     * @param tls where the client certificate is
     */
    public CertificateExpiryWatch(Object connection, TlsDeclaration tls, Clock clock, ScheduledExecutorService timer) {
        this.connection = connection;
        this.onDisk = new CertificateOnDisk(tls);
        this.clock = clock;
        this.timer = timer;
    }

    /** Watches the certificates of a new session instead of those of the session before. */
    public synchronized void inUse(List<X509Certificate> ownChain, List<X509Certificate> brokerChain) {
        own = ownChain;
        broker = brokerChain;
        warned.keySet().removeIf(certificate -> !ownChain.contains(certificate) && !brokerChain.contains(certificate));
        check();
        if (daily == null && !closed && (!own.isEmpty() || !broker.isEmpty())) {
            daily = timer.scheduleAtFixedRate(
                    this::check, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Returns the earliest end of validity; of the client's own certificate, as it is on disk. */
    public synchronized Optional<Instant> earliest() {
        return Stream.concat(onDisk.newest(own).stream(), broker.stream())
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo);
    }

    synchronized void check() {
        Instant now = clock.instant();
        for (X509Certificate certificate : onDisk.newest(own)) {
            check("the client's", certificate, now);
        }
        for (X509Certificate certificate : broker) {
            check("the broker's", certificate, now);
        }
    }

    @GuardedBy("this")
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

    /** Returns how long before its expiry a certificate is reported. */
    public static Duration notice(X509Certificate certificate) {
        Duration part = Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .dividedBy(PARTS);
        return part.compareTo(Tls.EXPIRY_WARNING) < 0 ? part : Tls.EXPIRY_WARNING;
    }

    public synchronized void close() {
        closed = true;
        if (daily != null) {
            daily.cancel(false);
            daily = null;
        }
    }
}
