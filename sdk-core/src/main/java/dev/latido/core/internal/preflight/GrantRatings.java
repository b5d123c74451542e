package dev.latido.core.internal.preflight;

import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttVersion;
import dev.latido.core.PreflightReport.Line;
import dev.latido.core.PreflightReport.Outcome;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.ConnectionSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Compares what a broker grants with what a declaration needs. */
final class GrantRatings {

    private final ConnectionSettings declared;
    private final List<Line> lines = new ArrayList<>();

    private GrantRatings(ConnectionSettings declared) {
        this.declared = declared;
    }

    /**
     * Returns a line for each grant that somebody should know.
     *
     * @param declared the settings with presence
     */
    static List<Line> of(ConnectionSettings declared, BrokerGrants grants, PreflightSession session) {
        GrantRatings ratings = new GrantRatings(declared);
        ratings.rateThroughput(grants);
        ratings.rateSessionExpiry(grants);
        ratings.ratePresence(session);
        return ratings.lines;
    }

    /**
     * Returns a line for what the session has shown of the grants.
     *
     * @param check the name of the check of the session
     */
    static List<Line> afterwards(String check, PreflightSession session) {
        String topic = session.contradiction();
        return topic == null
                ? List.of()
                : List.of(new Line(
                        check,
                        Outcome.PROBLEM,
                        "said to be new, but a message of an earlier session arrived on " + topic,
                        "what this broker says about lost sessions cannot be relied on; use QoS 1 and idempotent"
                                + " consumers"));
    }

    private void rateThroughput(BrokerGrants grants) {
        if (grants.receiveMaximum() < BrokerGrants.LOW_RECEIVE_MAXIMUM) {
            lines.add(new Line(
                    "throughput",
                    Outcome.OK,
                    "limited to " + grants.receiveMaximum()
                            + " messages per round trip by the broker's receive maximum; raise it for more",
                    ""));
        }
    }

    private void rateSessionExpiry(BrokerGrants grants) {
        boolean shorter = grants.sessionExpiry().compareTo(declared.sessionExpiry()) < 0;
        if (shorter && declared.version() == MqttVersion.MQTT_5) {
            lines.add(new Line(
                    "session expiry",
                    Outcome.PROBLEM,
                    "the broker keeps the session for " + grants.sessionExpiry().toSeconds() + " s, not for the "
                            + declared.sessionExpiry().toSeconds()
                            + " s that are declared: messages for a client that is offline for longer are lost",
                    "raise the broker's maximum session expiry, or declare a sessionExpiry(…) that it grants"));
        }
    }

    private void ratePresence(PreflightSession session) {
        PresenceAnnouncements presence = declared.presence();
        if (presence == null) {
            return;
        }
        NotGrantedException reason = session.notGranted(presence.online(Instant.EPOCH));
        if (reason != null) {
            lines.add(new Line(
                    "presence " + presence.topic(),
                    Outcome.PROBLEM,
                    String.valueOf(reason.getMessage()),
                    "presence needs retained messages and QoS 1: use a broker that supports both, or"
                            + " withoutPresence(…)"));
        }
    }
}
