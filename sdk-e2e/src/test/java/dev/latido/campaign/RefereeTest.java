package dev.latido.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.campaign.Referee.Findings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefereeTest {

    @TempDir
    Path directory;

    private Connection database;

    @BeforeEach
    void createTable() throws SQLException {
        database = DriverManager.getConnection("jdbc:h2:mem:referee");
        try (Statement statement = database.createStatement()) {
            statement.execute("create table effect (cell varchar(64), number int, worker varchar(64))");
        }
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void shouldTellLostFromUnexpectedExtraAndRecovered() throws Exception {
        Path log = directory.resolve("sent.log");
        // The last line was cut off by a kill, and the next life began with a new one.
        Files.writeString(log, "\na 1\ns 1\na 2\ns 2\nk 2\na 3\na 4\ns 4\na 5\na\n\na 6\nf 6 no\n");
        effect("cell", 1, 4, 4, 4, 5, 99);
        effect("another", 2, 77);

        Findings findings = new Referee(log, "cell").judge(database);

        assertThat(findings.attempted()).isEqualTo(6);
        assertThat(findings.stored()).isEqualTo(3);
        assertThat(findings.effects()).isEqualTo(6);
        assertThat(findings.lost()).isEqualTo(1);
        assertThat(findings.unexpected()).isEqualTo(1);
        assertThat(findings.extra()).isEqualTo(2);
        assertThat(findings.recovered()).isEqualTo(1);
        assertThat(findings.named())
                .containsEntry("lost", List.of(2))
                .containsEntry("unexpected", List.of(99))
                .containsEntry("extra", List.of(4));
    }

    private void effect(String cell, int... numbers) throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (int number : numbers) {
                statement.execute("insert into effect values ('" + cell + "', " + number + ", 'w')");
            }
        }
    }
}
