package dev.latido.core.internal.tls;

import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLException;

/** What went wrong in a TLS handshake and what to do, in words. */
final class TlsFailures {

    /** Newer Java runtimes put the alert's name before it, too. */
    private static final String ALERT = "Received fatal alert: ";

    private static final String NOT_TLS = "NotSslRecordException";
    private static final String TLS_PORT = "give the port of the broker's TLS listener, usually 8883";

    /** Alerts about the client's certificate (RFC 8446, section 6.2). */
    private static final Set<String> CERTIFICATE_ALERTS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied",
            "decrypt_error",
            "handshake_failure");

    private TlsFailures() {}

    /**
     * What ended an attempt before the broker's CONNACK.
     *
     * @return the cause itself when TLS has nothing to do with it
     */
    static Throwable explain(URI broker, Throwable cause, TlsMaterial tls) {
        DistrustException distrust = Failures.find(cause, DistrustException.class);
        if (distrust != null) {
            return lasting(broker, String.valueOf(distrust.getMessage()), cause);
        }
        SSLException failure = Failures.find(cause, SSLException.class);
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        if (failure != null && failure.getClass().getSimpleName().equals(NOT_TLS)) {
            return lasting(broker, "what answers at this port does not speak TLS; " + TLS_PORT, cause);
        }
        if (message.contains("protocol_version") || message.contains("protocol version")) {
            return lasting(
                    broker,
                    "the broker speaks neither TLS 1.2 nor 1.3 (" + message + "); switch one of them on at the broker",
                    cause);
        }
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            return lasting(broker, alert(message.substring(alert + ALERT.length()), tls), cause);
        }
        return failure != null || isClosed(cause)
                ? new TlsFailedException(broker, closed(message, tls), false, cause)
                : cause;
    }

    private static TlsFailedException lasting(URI broker, String problem, Throwable cause) {
        return new TlsFailedException(broker, problem, true, cause);
    }

    private static String alert(String alert, TlsMaterial tls) {
        String words = "the broker ended the handshake with '" + alert.replace('_', ' ') + "'";
        return tls.wasAskedForCertificate() && CERTIFICATE_ALERTS.contains(alert)
                ? words + "; " + aboutOwnCertificate(tls)
                : words + "; its log says more about the reason";
    }

    /** A broker may also just close: an alert gets lost when it closes with data of ours unread. */
    private static String closed(String message, TlsMaterial tls) {
        String words = "the connection ended before the broker let this client in"
                + (message.isEmpty() ? "" : " (" + message + ")");
        if (tls.wasAskedForCertificate()) {
            return words + "; " + aboutOwnCertificate(tls);
        }
        return tls.brokerChain().isEmpty() ? words + ", during the TLS handshake; " + TLS_PORT : words;
    }

    private static String aboutOwnCertificate(TlsMaterial tls) {
        X509Certificate own = tls.ownCertificate();
        if (own == null) {
            return "it asks for a client certificate and none was given; give one:"
                    + " tls(Tls.trusting(...).clientCertificate(certificate, key))";
        }
        return "it was shown the client certificate " + CertificateNames.name(own) + ", issued by "
                + CertificateNames.issuer(own) + ", valid until "
                + own.getNotAfter().toInstant()
                + "; give one that the broker trusts, or see its log";
    }

    private static boolean isClosed(Throwable cause) {
        return Failures.find(cause, ConnectionEndedException.class) != null
                || Failures.find(cause, ClosedChannelException.class) != null
                || (Failures.find(cause, SocketException.class) != null
                        && Failures.find(cause, ConnectException.class) == null);
    }
}
