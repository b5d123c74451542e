package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.topics.template.InvalidTemplateException;
import dev.latido.topics.template.TopicMapper;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in a named module, which controls the access to them. */
@Tag("exhaustive")
class ClosedModuleTest {

    private static final String RECORD =
            "package plant.topics; @dev.latido.topics.template.TopicTemplate(\"acme/v1/evt/{line}\")"
                    + " record LineTopic(String line) {}";

    @TempDir
    Path directory;

    @Test
    void shouldAskToOpenPackageWhenModuleKeepsItClosed() throws Exception {
        Class<? extends Record> type = recordIn("module plant {}");

        assertThatExceptionOfType(InvalidTemplateException.class)
                .isThrownBy(() -> TopicMapper.of(type))
                .satisfies(thrown -> assertThat(thrown.problems())
                        .containsExactly(
                                "its module does not open its package: add opens plant.topics to dev.latido.topics"
                                        + " to the module plant"))
                .havingCause()
                .withMessageContaining("plant.topics");
    }

    @Test
    void shouldReachRecordWhenModuleOpensItsPackage() throws Exception {
        Class<? extends Record> type = recordIn("module plant { opens plant.topics; }");

        assertThat(TopicMapper.of(type).parse("acme/v1/evt/line-1")).hasToString("LineTopic[line=line-1]");
    }

    /** Compiles a module around the record and loads it next to this test. */
    private Class<? extends Record> recordIn(String module) throws IOException, ClassNotFoundException {
        Path declaration = Files.writeString(directory.resolve("module-info.java"), module);
        Path source = Files.writeString(directory.resolve("LineTopic.java"), RECORD);
        List<String> arguments = List.of(
                "-d",
                directory.resolve("classes").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "--add-reads",
                "plant=ALL-UNNAMED",
                declaration.toString(),
                source.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])))
                .isZero();

        ModuleFinder finder = ModuleFinder.of(directory.resolve("classes"));
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("plant"));
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(ModuleLayer.boot()), getClass().getClassLoader());
        Module plant = controller.layer().findModule("plant").orElseThrow();
        controller.addReads(plant, getClass().getModule());
        return controller
                .layer()
                .findLoader("plant")
                .loadClass("plant.topics.LineTopic")
                .asSubclass(Record.class);
    }
}
