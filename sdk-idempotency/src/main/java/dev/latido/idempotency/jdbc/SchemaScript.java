package dev.latido.idempotency.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script in the jar that creates the seen-store's table. Immutable.
 *
 * @param text the whole script, with its comments
 */
record SchemaScript(String text) {

    /** Reads a script of this package from the jar. */
    static SchemaScript of(String name) {
        String file = name + ".sql";
        try (InputStream in = SchemaScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar of latido-sdk-idempotency lacks " + file);
            }
            return new SchemaScript(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the statements in order, without comments and semicolons. */
    List<String> statements() {
        String sql = text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Stream.of(sql.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
