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

/** Words why a TLS handshake failed and what to do. */
final class TlsFailures {

    /** Precedes the name of the alert; newer Java runtimes write the name before it as well. */
    private static final String ALERT = "Received fatal alert: ";

    private static final String NO_ALPN = "no_application_protocol";

    private static final int HTTPS = 443;

    /** How Java's sockets say that the peer does not speak TLS. */
    private static final String UNRECOGNIZED = "Unsupported or unrecognized SSL message";

    private static final String NOT_TLS = "NotSslRecordException";
    private static final String TLS_PORT = "use the port of the broker's TLS listener, usually 8883";

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
     * Explains what ended an attempt before the broker's CONNACK.
     *
     * @return the cause itself if it is unrelated to TLS
     */
    static Throwable explain(URI broker, Throwable cause, TlsMaterial tls) {
        DistrustException distrust = Failures.find(cause, DistrustException.class);
        if (distrust != null) {
            return permanent(broker, String.valueOf(distrust.getMessage()), cause);
        }
        SSLException failure = Failures.find(cause, SSLException.class);
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        boolean isNotTls = failure != null && failure.getClass().getSimpleName().equals(NOT_TLS);
        if (isNotTls || message.contains(UNRECOGNIZED)) {
            return permanent(broker, "this port answers without TLS; " + TLS_PORT, cause);
        }
        if (message.contains("protocol_version") || message.contains("protocol version")) {
            return permanent(
                    broker,
                    "the broker supports neither TLS 1.2 nor 1.3 (" + message + "); enable one of them on the broker",
                    cause);
        }
        int alert = message.indexOf(ALERT);
        if (message.contains(NO_ALPN)) {
            return permanent(
                    broker,
                    "the broker ended the handshake with 'no application protocol'; " + TlsMaterial.WITHOUT_ALPN,
                    cause);
        }
        if (alert >= 0) {
            return permanent(broker, alert(message.substring(alert + ALERT.length()), tls), cause);
        }
        return failure != null || isClosed(cause)
                ? new TlsFailedException(broker, closed(broker, message, tls), false, cause)
                : cause;
    }

    private static TlsFailedException permanent(URI broker, String problem, Throwable cause) {
        return new TlsFailedException(broker, problem, true, cause);
    }

    private static String alert(String alert, TlsMaterial tls) {
        String words = "the broker ended the handshake with '" + alert.replace('_', ' ') + "'";
        return tls.wasCertificateRequested() && CERTIFICATE_ALERTS.contains(alert)
                ? words + "; " + aboutOwnCertificate(tls)
                : words + "; see its log for the reason";
    }

    /** A broker may also close without an alert, or the alert is lost because the broker closes with unread data. */
    private static String closed(URI broker, String message, TlsMaterial tls) {
        String words = "the connection ended before the broker accepted this client"
                + (message.isEmpty() ? "" : " (" + message + ")");
        if (tls.wasCertificateRequested()) {
            return words + "; " + aboutOwnCertificate(tls);
        }
        if (tls.brokerChain().isEmpty()) {
            return words + ", during the TLS handshake; " + TLS_PORT;
        }
        return words + "; "
                + (broker.getPort() == HTTPS
                        ? TlsMaterial.WITHOUT_ALPN
                        : "see the broker's log: it may refuse the user name or the client id, or may not support this"
                                + " version of MQTT");
    }

    private static String aboutOwnCertificate(TlsMaterial tls) {
        X509Certificate own = tls.ownCertificate();
        if (own == null) {
            return "the broker requests a client certificate, and none is declared; declare one:"
                    + " tls(Tls.trusting(...).clientCertificate(certificate, key))";
        }
        return "this client presented the certificate " + CertificateNames.name(own) + ", issued by "
                + CertificateNames.issuer(own) + ", valid until "
                + own.getNotAfter().toInstant()
                + "; use a certificate that the broker trusts, or see its log";
    }

    private static boolean isClosed(Throwable cause) {
        return Failures.find(cause, ConnectionEndedException.class) != null
                || Failures.find(cause, ClosedChannelException.class) != null
                || (Failures.find(cause, SocketException.class) != null
                        && Failures.find(cause, ConnectException.class) == null);
    }
}
