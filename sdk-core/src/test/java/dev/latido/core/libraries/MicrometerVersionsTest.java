package dev.latido.core.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics on a class path with a later Micrometer than the oldest supported one, with which they are compiled. */
class MicrometerVersionsTest {

    private static final String TESTS = "dev.latido.core.micrometer.PublisherMetricsTest";

    @ParameterizedTest
    @ValueSource(strings = {"1.15.0", "1.17.2"})
    void shouldPassTheTestsOfTheMetrics(String version) throws Exception {
        try (OtherLibraries later =
                OtherLibraries.with(version, "micrometer-core", "micrometer-commons", "micrometer-observation")) {
            Class<?> registry = later.load("io.micrometer.core.instrument.MeterRegistry");
            assertThat(registry.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString())
                    .endsWith("micrometer-core-" + version + ".jar");
            Class<?> tests = later.load(TESTS);
            int passed = 0;
            for (Method test : tests.getDeclaredMethods()) {
                if (has(test, "Test")) {
                    pass(tests, test);
                    passed++;
                }
            }
            assertThat(passed).isPositive();
        }
    }

    private static void pass(Class<?> tests, Method test) throws Exception {
        var constructor = tests.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        try {
            test.setAccessible(true);
            test.invoke(instance);
        } finally {
            for (Method method : tests.getDeclaredMethods()) {
                if (has(method, "AfterEach")) {
                    method.setAccessible(true);
                    method.invoke(instance);
                }
            }
        }
    }

    private static boolean has(Method method, String annotation) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals(annotation));
    }

    /** What this module is compiled with must stay the oldest supported version, or the other tests prove nothing. */
    @org.junit.jupiter.api.Test
    void shouldBeCompiledWithTheOldest() throws Exception {
        assertThat(Files.readString(Path.of("../pom.xml"))).contains("<micrometer.version>1.13.0</micrometer.version>");
    }
}
