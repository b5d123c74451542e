package dev.latido.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lettuce is optional: who has no Redis need not have it. */
class WithoutLettuceTest {

    /** The class path of this test but for one library. */
    private static URLClassLoader without(String library) {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains(library))
                .map(WithoutLettuceTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldWorkWithoutLettuceUnlessRedisIsAskedFor() throws Exception {
        try (URLClassLoader loader = without("lettuce-core")) {
            for (String name : List.of(
                    "dev.latido.idempotency.IdempotentSubscriber",
                    "dev.latido.idempotency.jdbc.JdbcSeenStore",
                    "dev.latido.idempotency.memory.MemorySeenStore")) {
                Class<?> type = Class.forName(name, true, loader);
                assertThat(type.getMethods()).as(name).isNotEmpty();
            }
            Object store = Class.forName("dev.latido.idempotency.memory.MemorySeenStore", true, loader)
                    .getMethod("create")
                    .invoke(null);
            assertThat(store).hasToString("MemorySeenStore[0 in work, 0 producers, 0 entries of 1000000]");

            assertThatExceptionOfType(LinkageError.class)
                    .isThrownBy(() -> Class.forName("dev.latido.idempotency.redis.RedisSeenStore", true, loader)
                            .getMethods())
                    .withMessageContaining("io/lettuce");
        }
    }
}
