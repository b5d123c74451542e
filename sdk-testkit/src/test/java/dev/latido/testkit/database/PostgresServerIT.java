package dev.latido.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Path> leftovers() throws IOException {
        String prefix = "latido-postgres-" + ProcessHandle.current().pid();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** One that has ended may still be listed, but has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    @Test
    void shouldKeepPortAndDataAcrossStopAndKill() throws Exception {
        try (PostgresServer server =
                PostgresServer.builder().setting("deadlock_timeout", "123ms").start()) {
            int port = server.port();
            assertThat(server.isRunning()).isTrue();
            assertThat(ask(server, "show deadlock_timeout")).isEqualTo("123ms");
            try (Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
                assertThat(connection.isValid(5)).isTrue();
            }
            run(server, "create table kept (name text)");

            run(server, "insert into kept values ('before the stop')");
            server.stop();
            assertThat(server.isRunning()).isFalse();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> server.dataSource().getConnection());
            server.start();
            run(server, "insert into kept values ('before the kill')");
            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> server.dataSource().getConnection());
            server.start();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "select string_agg(name, ', ' order by name) from kept"))
                    .isEqualTo("before the kill, before the stop");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindWhenClosed() throws Exception {
        PostgresServer server = PostgresServer.builder().start();
        assertThat(leftovers()).hasSize(1);
        Path pid = leftovers().get(0).resolve("data").resolve("postmaster.pid");
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).orElseThrow();
        assertThat(runs(process)).isTrue();

        server.close();
        server.close();

        assertThat(runs(process)).isFalse();
        assertThat(leftovers()).isEmpty();
        assertThat(server.isRunning()).isFalse();
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("is closed");
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    void shouldNameTheParameterWhenItIsNull() {
        PostgresServer.Builder builder = PostgresServer.builder();

        assertThatNullPointerException()
                .isThrownBy(() -> builder.setting(null, "1"))
                .withMessage("name must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.setting("a", null))
                .withMessage("value must not be null");
    }
}
