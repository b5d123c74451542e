package dev.latido.examples.plant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.proxy.FaultAction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    private static final List<WeatherRow> FILE = List.of(row(2, "1000.5"), row(3, "1234.56789"));

    @Test
    void shouldBeCleanWhenEverythingIsAcknowledgedAndStoredOnce() {
        Report report = report(6, complete(), true, true);

        assertThat(report.isClean()).isTrue();
        assertThat(printed(report))
                .contains("Nothing lost, nothing twice, after 1.5 s")
                .doesNotContain("NOT CLEAN");
    }

    @Test
    void shouldNotBeCleanWhenAnAcknowledgementIsMissing() {
        assertThat(report(5, complete(), true, true).isClean()).isFalse();
    }

    @Test
    void shouldNotBeCleanWhenTheWillIsMissing() {
        Report report = report(6, complete(), false, true);

        assertThat(report.isClean()).isFalse();
        assertThat(printed(report)).containsPattern("will +MISSING").contains("NOT CLEAN, after 1.5 s");
    }

    @Test
    void shouldNotBeCleanWhenAWillFiredThatNobodyExpected() {
        assertThat(report(6, complete(), true, false).isClean()).isFalse();
    }

    @Test
    void shouldSayThatTheWillWasNotTried() {
        assertThat(printed(report(6, complete(), false, false))).containsPattern("will +not tested");
    }

    @Test
    void shouldNameTheSumThatDiffersFromTheFile() {
        List<Warehouse.Stored> database = complete();
        database.removeIf(row -> row.measure().equals("wind") && row.line() == 3);

        String printed = printed(report(6, database, true, true));

        assertThat(printed)
                .containsPattern("lost +1 ")
                .containsPattern("sum of wind +1,000\\.5  BUT THE FILE SAYS 2,235\\.06789")
                .containsPattern("sum of pressure +2,235\\.06789  as in the file")
                .contains("NOT CLEAN");
    }

    @Test
    void shouldHaveEveryFigureInTheJson() {
        JsonNode json =
                JsonMapper.shared().readTree(report(6, complete(), true, true).json());

        assertThat(json.get("clean").asBoolean()).isTrue();
        assertThat(json.get("published").asInt()).isEqualTo(6);
        assertThat(json.get("acknowledged").asInt()).isEqualTo(6);
        assertThat(json.get("delivered").asInt()).isEqualTo(9);
        assertThat(json.get("duplicates").asInt()).isEqualTo(2);
        assertThat(json.get("superseded").asInt()).isEqualTo(1);
        assertThat(json.get("deadLettered").asInt()).isZero();
        assertThat(json.get("stored").asInt()).isEqualTo(6);
        assertThat(json.get("lost").asInt()).isZero();
        assertThat(json.get("extra").asInt()).isZero();
        assertThat(json.get("wrong").asInt()).isZero();
        assertThat(json.get("lostConnections").asInt()).isEqualTo(7);
        assertThat(json.get("lostAcknowledgements").asInt()).isEqualTo(3);
        assertThat(json.get("redelivered").asInt()).isEqualTo(5);
        assertThat(json.get("faults").get("REDELIVER_AS_NEW").asInt()).isEqualTo(5);
        assertThat(json.get("willFired").asBoolean()).isTrue();
        assertThat(json.get("milliseconds").asInt()).isEqualTo(1_500);
        for (String measure : List.of("pressure", "temperature", "wind")) {
            assertThat(json.get("sums").get(measure).decimalValue()).isEqualByComparingTo("2235.06789");
            assertThat(json.get("expectedSums").get(measure).decimalValue()).isEqualByComparingTo("2235.06789");
        }
    }

    private static Report report(
            long acknowledged, List<Warehouse.Stored> database, boolean willFired, boolean willExpected) {
        return new Report(
                6,
                acknowledged,
                new Report.Deliveries(9, 2, 1, 0),
                Audit.of(FILE, database),
                7,
                3,
                5,
                Map.of(FaultAction.REDELIVER_AS_NEW, 5L),
                willFired,
                willExpected,
                1_500);
    }

    private static List<Warehouse.Stored> complete() {
        List<Warehouse.Stored> database = new ArrayList<>();
        for (WeatherRow row : FILE) {
            for (Measure measure : Measure.values()) {
                database.add(new Warehouse.Stored(measure.label(), row.line(), measure.of(row)));
            }
        }
        return database;
    }

    private static String printed(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static WeatherRow row(int line, String value) {
        BigDecimal number = new BigDecimal(value);
        return new WeatherRow(line, LocalDateTime.of(2010, 1, 1, line, 0), number, number, number);
    }
}
