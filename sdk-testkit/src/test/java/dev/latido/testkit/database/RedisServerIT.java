package dev.latido.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedisServerIT {

    /** The first line of the answer. */
    private static String ask(RedisServer server, String command) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static List<Path> leftovers() throws IOException {
        String prefix = "latido-redis-" + ProcessHandle.current().pid();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    @Test
    void shouldAnswerOnItsPortUntilStopped() throws Exception {
        try (RedisServer server = RedisServer.builder().start()) {
            assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
            assertThat(server.isRunning()).isTrue();
            assertThat(ask(server, "INCR fence")).isEqualTo(":1");

            server.stop();
            assertThat(server.isRunning()).isFalse();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server, "PING"));
            assertThatIllegalStateException().isThrownBy(server::flush).withMessageContaining("is not running");

            server.start();
            assertThat(ask(server, "INCR fence")).as("in memory only").isEqualTo(":1");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void shouldKeepItsDataAcrossStopAndKillWhenPersistent() throws Exception {
        try (RedisServer server = RedisServer.builder().persistent().start()) {
            ask(server, "INCR fence");
            server.stop();
            server.start();
            assertThat(ask(server, "INCR fence")).isEqualTo(":2");
            server.kill();
            server.start();
            assertThat(ask(server, "INCR fence")).isEqualTo(":3");

            server.flush();

            assertThat(ask(server, "INCR fence")).isEqualTo(":1");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void shouldTakeSettingsAndAProgramOfOnesOwn() throws Exception {
        try (RedisServer first =
                RedisServer.builder().setting("maxmemory", "10mb").start()) {
            assertThat(ask(first, "CONFIG GET maxmemory")).isEqualTo("*2");
            Path program;
            try (Stream<Path> files = Files.list(leftovers().get(0))) {
                program = files.filter(Files::isExecutable).findFirst().orElseThrow();
            }

            try (RedisServer second = RedisServer.builder().executable(program).start()) {
                assertThat(second.port()).isNotEqualTo(first.port());
                assertThat(ask(second, "PING")).isEqualTo("+PONG");
            }
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenClosed() throws Exception {
        RedisServer server = RedisServer.builder().start();
        List<ProcessHandle> processes = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("redis"))
                .toList();
        assertThat(processes).hasSize(1);

        server.close();
        server.close();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(leftovers()).isEmpty();
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("is closed");
    }

    @Test
    void shouldSayWhyWhenItDoesNotStart() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        RedisServer.builder().setting("no-such-setting", "1").start())
                .withMessageContaining("no-such-setting");

        assertThat(leftovers()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    void shouldNameTheParameterWhenItIsNull() {
        RedisServer.Builder builder = RedisServer.builder();

        assertThatNullPointerException()
                .isThrownBy(() -> builder.setting(null, "1"))
                .withMessage("name must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.setting("a", null))
                .withMessage("value must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.executable(null))
                .withMessage("redisServer must not be null");
    }
}
