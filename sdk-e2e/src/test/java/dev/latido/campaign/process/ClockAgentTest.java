package dev.latido.campaign.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockAgentTest {

    private static final long HOUR = 3_600_000;

    /** Reads the wall clock in every way that the product does. */
    public static final class Reader {

        private Reader() {}

        public static long now() {
            return Instant.now().toEpochMilli();
        }

        public static long clock() {
            return Clock.systemUTC().millis();
        }

        public static long millis() {
            return System.currentTimeMillis();
        }

        public static long nanos() {
            return System.nanoTime();
        }
    }

    /** Has no clock. */
    private static final class Timeless {}

    private static final class Redirecting extends ClassLoader {

        Class<?> define(byte[] bytes) {
            return defineClass(null, bytes, 0, bytes.length);
        }
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getName().replaceFirst(".*\\.", "") + ".class")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static long read(Class<?> reader, String method) throws ReflectiveOperationException {
        Method found = reader.getMethod(method);
        return (long) found.invoke(null);
    }

    @AfterEach
    void setRight() {
        SteppedClock.wrongBy(0);
    }

    @Test
    void shouldLeadTheReadsOfTheWallClockElsewhere() throws Exception {
        byte[] redirected = Objects.requireNonNull(ClockAgent.redirected(bytes(Reader.class)));
        Class<?> reader = new Redirecting().define(redirected);

        SteppedClock.wrongBy(-HOUR);

        assertThat(read(reader, "now")).isLessThan(System.currentTimeMillis() - HOUR / 2);
        assertThat(read(reader, "clock")).isLessThan(System.currentTimeMillis() - HOUR / 2);
        assertThat(read(reader, "millis")).isLessThan(System.currentTimeMillis() - HOUR / 2);
        long before = System.nanoTime();
        assertThat(read(reader, "nanos")).isBetween(before, System.nanoTime());
    }

    @Test
    void shouldLeaveClassesAloneThatDoNotReadIt() throws Exception {
        assertThat(ClockAgent.redirected(bytes(Timeless.class))).isNull();
    }

    @Test
    void shouldReachTheClassesOfTheProductThatDo() throws Exception {
        for (String name : new String[] {
            "dev.latido.core.internal.publish.OutboxPublisher",
            "dev.latido.core.internal.connection.MessageIds",
            "dev.latido.core.internal.connection.SessionKeeper"
        }) {
            assertThat(ClockAgent.redirected(bytes(Class.forName(name))))
                    .as(name)
                    .isNotNull();
        }
    }
}
