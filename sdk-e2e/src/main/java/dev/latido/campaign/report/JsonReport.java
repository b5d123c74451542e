package dev.latido.campaign.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A report as JSON: fields in the records' order, times as ISO-8601 text. */
public final class JsonReport {

    /** A missing figure is an error; otherwise it would be read as 0. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private JsonReport() {}

    /** Writes the report; replaces an existing file. */
    public static void write(CampaignReport report, Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(report) + "\n");
    }

    /** Reads a file of {@link #write}. */
    public static CampaignReport read(Path file) throws IOException {
        return MAPPER.readValue(Files.readString(file), CampaignReport.class);
    }
}
