package dev.latido.testkit.internal.hivemq;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.internal.broker.AccessList;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.hivemq.HiveMQExtension;

/** The jar that a HiveMQ container gets, read as the container reads it: without the rest of the kit. */
class ContainerExtensionTest {

    private static final String OURS = "dev.latido.";
    private static final String SDK = "com.hivemq.extension.sdk.api.";

    private static Path directory;
    private static Path jar;

    @BeforeAll
    static void buildTheJar() throws Exception {
        // Package-private in Testcontainers, which calls it when the container is configured.
        Method create = HiveMQExtension.class.getDeclaredMethod("createExtension", HiveMQExtension.class);
        create.setAccessible(true);
        HiveMQExtension extension = HiveMqContainerFiles.extension();
        directory = ((File) create.invoke(extension, extension)).toPath();
        jar = directory.resolve("extension.jar");
    }

    @AfterAll
    static void removeTheJar() throws IOException {
        FileUtils.deleteDirectory(directory.toFile());
    }

    @Test
    void shouldInitialiseEveryClassWhereOnlyTheExtensionSdkIsVisible() throws Exception {
        List<String> names = classNames();

        try (URLClassLoader isolated = new URLClassLoader(new URL[] {jar.toUri().toURL()}, new SdkOnly())) {
            for (String name : names) {
                Class<?> type = Class.forName(name, true, isolated);

                assertThat(type.getClassLoader()).isSameAs(isolated);
                assertThat(type.getDeclaredMethods()).isNotNull();
            }
            assertThat(isolated.loadClass(ContainerExtension.class.getName())).isAssignableTo(ExtensionMain.class);
        }
        assertThat(names)
                .contains(
                        ContainerExtension.class.getName(),
                        AccessGate.class.getName(),
                        AccessList.class.getName(),
                        AclRule.class.getName(),
                        AclRule.Permission.class.getName(),
                        BrokerUser.class.getName());
    }

    @Test
    void shouldNameNoClassThatTheContainerLacks() throws Exception {
        Path sdk = Path.of(ExtensionMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter missing = new StringWriter();

        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(missing),
                        new PrintWriter(missing),
                        "--missing-deps",
                        "--class-path",
                        sdk.toString(),
                        jar.toString());

        assertThat(exit).isZero();
        // Testcontainers puts classes of the SDK into the jar too; what those need is the container's concern.
        assertThat(missing.toString().lines().map(String::strip).filter(line -> line.startsWith(OURS)))
                .isEmpty();
    }

    private static List<String> classNames() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> name.startsWith(OURS))
                    .toList();
        }
    }

    /** The JDK and the extension SDK. */
    private static final class SdkOnly extends ClassLoader {

        SdkOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(SDK)) {
                return ExtensionMain.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
