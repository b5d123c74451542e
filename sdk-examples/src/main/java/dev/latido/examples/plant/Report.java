package dev.latido.examples.plant;

import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.testkit.proxy.FaultAction;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of a run.
 *
 * @param published readings passed to the devices' outboxes
 * @param acknowledged readings whose PUBACK was received
 * @param deliveries the counts of the subscriber
 * @param audit the database against the file
 * @param lostConnections connections that ended by a fault
 * @param lostAcknowledgements acknowledgements that the proxy dropped after the broker had received the message
 * @param redelivered messages that the proxy delivered twice
 * @param faults the number of faults of the proxy, by action
 * @param willFired true if the Last Will of the disconnected device was received
 * @param willExpected true if a device was disconnected
 * @param milliseconds from the first reading to the last row
 */
record Report(
        long published,
        long acknowledged,
        Deliveries deliveries,
        Audit audit,
        long lostConnections,
        long lostAcknowledgements,
        long redelivered,
        Map<FaultAction, Long> faults,
        boolean willFired,
        boolean willExpected,
        long milliseconds) {

    /** The copies of messages that reached the subscriber, and those that did not take effect, by reason. */
    record Deliveries(long delivered, long duplicates, long superseded, long deadLettered) {

        static Deliveries of(SubscriberStatistics statistics) {
            return new Deliveries(
                    statistics.delivered(),
                    statistics.duplicates(),
                    statistics.superseded(),
                    statistics.deadLettered());
        }
    }

    boolean isClean() {
        return audit.isClean() && acknowledged == published && willFired == willExpected;
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("clean", isClean());
        fields.put("published", published);
        fields.put("acknowledged", acknowledged);
        fields.put("delivered", deliveries.delivered());
        fields.put("duplicates", deliveries.duplicates());
        fields.put("superseded", deliveries.superseded());
        fields.put("deadLettered", deliveries.deadLettered());
        fields.put("stored", audit.stored());
        fields.put("lost", audit.lost());
        fields.put("extra", audit.extra());
        fields.put("wrong", audit.wrong());
        fields.put("sums", labelled(audit.sums()));
        fields.put("expectedSums", labelled(audit.expected()));
        fields.put("lostConnections", lostConnections);
        fields.put("lostAcknowledgements", lostAcknowledgements);
        fields.put("redelivered", redelivered);
        fields.put("faults", faults);
        fields.put("willFired", willFired);
        fields.put("milliseconds", milliseconds);
        return JsonMapper.shared().writeValueAsString(fields);
    }

    private static Map<String, BigDecimal> labelled(Map<Measure, BigDecimal> sums) {
        Map<String, BigDecimal> labelled = new LinkedHashMap<>();
        sums.forEach((measure, sum) -> labelled.put(measure.label(), tidy(sum)));
        return labelled;
    }

    void print(PrintStream out) {
        out.println();
        line(out, "published", published, "readings passed to the outboxes of three devices");
        line(out, "acknowledged", acknowledged, "confirmed by the broker");
        line(out, "delivered", deliveries.delivered(), "copies that reached the subscriber");
        line(
                out,
                "superseded",
                deliveries.superseded(),
                "of them not handled before the connection was lost, redelivered");
        line(out, "duplicates", deliveries.duplicates(), "of them suppressed, because they had already taken effect");
        line(out, "stored", audit.stored(), "rows in the database");
        line(out, "lost", audit.lost(), "readings of the file without a row");
        line(out, "extra", audit.extra(), "rows without a reading in the file, or second rows");
        line(out, "wrong", audit.wrong(), "rows whose value differs from the file");
        out.println();
        line(out, "connections lost", lostConnections, "by injected faults");
        line(out, "dropped PUBACKs", lostAcknowledgements, "after the broker had received the message");
        line(out, "delivered twice", redelivered, "by injected faults");
        out.printf("  %-18s%12s%n", "will", willExpected ? (willFired ? "fired" : "MISSING") : "not tested");
        out.println();
        audit.expected().forEach((measure, expected) -> {
            BigDecimal sum = audit.sums().getOrDefault(measure, BigDecimal.ZERO);
            out.printf(
                    Locale.ROOT,
                    "  sum of %-12s%14s  %s%n",
                    measure.label(),
                    grouped(sum),
                    sum.compareTo(expected) == 0 ? "as in the file" : "BUT THE FILE SAYS " + grouped(expected));
        });
        out.println();
        out.printf(
                Locale.ROOT,
                "  %s after %.1f s%n",
                isClean() ? "Nothing lost, nothing twice," : "NOT CLEAN,",
                milliseconds / 1_000.0);
    }

    private static void line(PrintStream out, String what, long count, String meaning) {
        out.printf(Locale.ROOT, "  %-18s%,12d  %s%n", what, count, meaning);
    }

    private static String grouped(BigDecimal sum) {
        BigDecimal tidy = tidy(sum);
        return String.format(Locale.ROOT, "%,." + Math.max(1, tidy.scale()) + "f", tidy);
    }

    private static BigDecimal tidy(BigDecimal sum) {
        BigDecimal stripped = sum.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
