package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the names in docs/inside.md: `Name`, `room/Name`, `Name.member` and `room/Name.member`. */
@AnalyzeClasses(packages = "dev.latido", importOptions = MainClasses.class)
class InsideTest {

    private static final Path PAGE = Path.of("../docs/inside.md");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern NAME = Pattern.compile("(?:([a-z]+)/)?([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");

    @ArchTest
    static void namesExist(JavaClasses classes) throws IOException {
        List<String> names =
                codes().filter(code -> NAME.matcher(code).matches()).toList();

        assertThat(names).hasSizeGreaterThan(100);
        assertThat(names.stream().filter(name -> !exists(name, classes)))
                .as("names that no class or member has")
                .isEmpty();
    }

    @ArchTest
    static void roomsAreComplete(JavaClasses classes) throws IOException {
        Set<String> shown = codes().collect(Collectors.toSet());
        Set<String> rooms = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.matches("dev\\.latido\\.(core|idempotency)\\.internal\\..+"))
                .map(InsideTest::room)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rooms).isNotEmpty().isSubsetOf(shown);
    }

    private static Stream<String> codes() throws IOException {
        return CODE.matcher(Files.readString(PAGE)).results().map(code -> code.group(1));
    }

    private static boolean exists(String name, JavaClasses classes) {
        MatchResult parts = NAME.matcher(name).results().findFirst().orElseThrow();
        return classes.stream()
                .anyMatch(type -> matches(type, parts.group(1), parts.group(2)) && hasMember(type, parts.group(3)));
    }

    private static boolean matches(JavaClass type, @Nullable String room, String name) {
        return type.getSimpleName().equals(name) && (room == null || room.equals(room(type.getPackageName())));
    }

    /** Returns the last part of a package's name. */
    private static String room(String packageName) {
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    private static boolean hasMember(JavaClass type, @Nullable String name) {
        return name == null
                || type.getMembers().stream()
                        .anyMatch(member -> member.getName().equals(name))
                || type.getPackage().getClasses().stream()
                        .anyMatch(nested -> nested.getName().equals(type.getName() + "$" + name));
    }
}
