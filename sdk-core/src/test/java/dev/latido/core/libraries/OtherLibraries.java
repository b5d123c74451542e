package dev.latido.core.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A class path on which a library has another version, or is missing. Classes that run there are loaded again: they must be
 * public, and what they return must be a type of the JDK.
 */
public final class OtherLibraries implements AutoCloseable {

    /** Where the build puts the other versions, seen from this module and from the other ones. */
    private static final List<Path> PLACES =
            List.of(Path.of("target/other-libraries"), Path.of("../sdk-core/target/other-libraries"));

    private final URLClassLoader loader;

    private OtherLibraries(List<Path> classPath) {
        URL[] urls = classPath.stream().map(OtherLibraries::url).toArray(URL[]::new);
        this.loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry.toString(), e);
        }
    }

    /** This class path without the jars whose names begin like this. */
    public static OtherLibraries without(String... names) {
        return new OtherLibraries(others(names));
    }

    /** This class path with another version of libraries. */
    public static OtherLibraries with(String version, String... names) {
        List<Path> classPath = new ArrayList<>();
        for (String name : names) {
            classPath.add(jar(name + "-" + version + ".jar"));
        }
        classPath.addAll(others(names));
        return new OtherLibraries(classPath);
    }

    private static List<Path> others(String... names) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> Arrays.stream(names)
                        .noneMatch(name -> entry.getFileName().toString().matches(name + "-[0-9].*")))
                .toList();
    }

    private static Path jar(String name) {
        Path found = PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        if (Boolean.getBoolean("latido.required")) {
            assertThat(found)
                    .as(name + ", which ./mvnw process-test-resources fetches")
                    .isNotNull();
        }
        assumeTrue(found != null, name + " is not there: run ./mvnw process-test-resources");
        return Stream.of(found).findFirst().orElseThrow();
    }

    /** Calls an object of a class that is loaded from this class path. */
    public Object call(Class<? extends Callable<?>> type) throws Exception {
        Callable<?> there =
                (Callable<?>) load(type.getName()).getDeclaredConstructor().newInstance();
        assertThat(there.getClass().getClassLoader()).isSameAs(loader);
        Object result = there.call();
        assertThat(result).isNotNull();
        return result;
    }

    /** Loads a class from this class path. */
    public Class<?> load(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
