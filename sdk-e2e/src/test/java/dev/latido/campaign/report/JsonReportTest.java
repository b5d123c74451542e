package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {

    @TempDir
    Path directory;

    @Test
    void shouldReadWhatItWrote() throws IOException {
        Path file = directory.resolve("report.json");
        CampaignReport report = SampleReport.everyOutcome();

        JsonReport.write(report, file);
        CampaignReport read = JsonReport.read(file);

        assertThat(read).isEqualTo(report);
        assertThat(List.copyOf(read.options().keySet()))
                .isEqualTo(List.copyOf(report.options().keySet()));
        assertThat(List.copyOf(read.cells().get(0).faults().keySet()))
                .isEqualTo(List.copyOf(report.cells().get(0).faults().keySet()));
    }

    @Test
    void shouldWriteTimesAsTextAndFieldsInOrder() throws IOException {
        Path file = directory.resolve("report.json");

        JsonReport.write(SampleReport.everyOutcome(), file);

        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.propertyNames()).containsExactly("started", "lasted", "machine", "options", "cells", "notRun");
        assertThat(json.at("/started").asString()).isEqualTo("2026-03-14T09:26:53Z");
        assertThat(json.at("/lasted").asString()).isEqualTo("PT14M");
        assertThat(json.at("/cells/0/timeline/1/at").asString()).isEqualTo("PT1S");
        assertThat(json.at("/cells/2/extra").asLong()).isEqualTo(3);
    }

    @Test
    void shouldNotReadAMissingFigureAsZero() throws IOException {
        Path file = directory.resolve("report.json");
        JsonReport.write(SampleReport.everyOutcome(), file);
        Files.writeString(file, Files.readString(file).replaceFirst("\"lost\" : 0,", ""));

        assertThatThrownBy(() -> JsonReport.read(file))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("lost");
    }
}
