package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.acl.AclPolicy;
import dev.latido.topics.lint.LintCheck;
import dev.latido.topics.lint.Severity;
import dev.latido.topics.lint.TopicLinter;
import dev.latido.topics.template.TopicConverter;
import dev.latido.topics.template.TopicMapper;
import dev.latido.topics.template.TopicTemplate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public method of every public type, found by reflection so that a new one cannot be forgotten. */
class NullParametersTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final Violation VIOLATION = new Violation(NamingRule.VERSIONED_ROOT, 1, "a", "b", "c");

    private static final TopicConverter<String> TEXT = TopicConverter.of(text -> text, level -> level);
    private static final TopicMapper<CellTopic> CELLS = TopicMapper.of(CellTopic.class);

    @TopicTemplate("acme/v1/evt/{a}")
    private record CellTopic(String a) {}

    private static final List<Object> SUBJECTS = List.of(
            ACME,
            TopicLayout.of(ACME),
            Topic.unchecked("a"),
            TopicFilter.of("a"),
            NamingRule.VERSIONED_ROOT,
            TopicLimit.MQTT_TEXT,
            VIOLATION,
            TopicLinter.of(ACME),
            TopicLinter.builder(),
            AclPolicy.builder(ACME),
            AclPolicy.builder(ACME).monitor("m").build(),
            LintCheck.MQTT_SYNTAX,
            Severity.ERROR,
            TopicLinter.of(ACME).lint(List.of()),
            ACME.events(),
            ACME.events().site("s"),
            ACME.events().site("s").area("a"),
            ACME.events().anySite(),
            ACME.events().anySite().anyArea(),
            ACME.events().site("s").area("a").device("d"),
            ACME.events().anySite().anyArea().anyDevice(),
            ACME.commands().site("s").area("a").device("d"),
            ACME.commands().anySite().anyArea().anyDevice(),
            new TopicRouter<>(),
            CELLS,
            TopicMapper.builder(CellTopic.class),
            CELLS.filter());

    private static final Map<Class<?>, Object> VALUES = Map.ofEntries(
            Map.entry(Object.class, "a"),
            Map.entry(String.class, "a"),
            Map.entry(int.class, 1),
            Map.entry(Class.class, String.class),
            Map.entry(TopicConverter.class, TEXT),
            Map.entry(Function.class, Function.identity()),
            Map.entry(Topic.class, Topic.unchecked("a")),
            Map.entry(TopicFilter.class, TopicFilter.of("a")),
            Map.entry(TopicRoot.class, ACME),
            Map.entry(TopicLayout.class, TopicLayout.of(ACME)),
            Map.entry(LintCheck.class, LintCheck.MQTT_SYNTAX),
            Map.entry(Severity.class, Severity.ERROR));

    static Stream<Arguments> parameters() {
        Stream<Arguments> ofSubjects = SUBJECTS.stream().flatMap(subject -> parameters(subject.getClass(), subject));
        Stream<Arguments> ofStatics =
                Stream.of(TopicName.class, TopicConverter.class).flatMap(type -> parameters(type, TEXT));
        return Stream.concat(ofSubjects, ofStatics.filter(NullParametersTest::isStatic));
    }

    private static Stream<Arguments> parameters(Class<?> type, Object subject) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !method.getName().equals("equals") && !isGeneratedForEnum(method))
                .flatMap(method -> IntStream.range(0, method.getParameterCount())
                        .filter(index -> !method.getParameterTypes()[index].isPrimitive())
                        .mapToObj(index -> Arguments.of(method, index, subject)));
    }

    private static boolean isStatic(Arguments arguments) {
        return Modifier.isStatic(((Method) arguments.get()[0]).getModifiers());
    }

    private static boolean isGeneratedForEnum(Method method) {
        return method.getDeclaringClass().isEnum() && method.getName().equals("valueOf");
    }

    @ParameterizedTest(name = "{0}, parameter {1}")
    @MethodSource("parameters")
    void shouldNameTheParameterWhenItIsNull(Method method, int index, Object subject) {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(VALUES::get).toArray();
        arguments[index] = null;
        String name = method.getParameters()[index].getName();

        assertThatNullPointerException()
                .isThrownBy(() -> invoke(method, subject, arguments))
                .withMessage(name + " must not be null");
    }

    private static void invoke(Method method, Object subject, Object[] arguments) throws Throwable {
        try {
            method.invoke(subject, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    @Test
    void shouldCoverEveryPublicTypeOfThePublicPackagesWhenSubjectsAreListed() throws Exception {
        Set<Class<?>> covered = parameters()
                .map(arguments -> ((Method) arguments.get()[0]).getDeclaringClass())
                .collect(Collectors.toSet());

        assertThat(SUBJECTS).extracting(Object::getClass).doesNotHaveDuplicates();
        assertThat(publicTypes())
                .contains(TopicRoot.class, TopicLinter.Builder.class, AclPolicy.class, TopicMapper.class)
                .allSatisfy(type -> {
                    if (parameters(type, type).findAny().isPresent()) {
                        assertThat(covered).contains(type);
                    }
                });
    }

    private static List<Class<?>> publicTypes() throws Exception {
        Path main = Path.of(TopicRoot.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> member : List.of(Topic.class, TopicLinter.class, AclPolicy.class, TopicMapper.class)) {
            Path directory = main.resolve(member.getPackageName().replace('.', '/'));
            try (Stream<Path> files = Files.list(directory)) {
                for (String name : files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                        .toList()) {
                    Class<?> type = Class.forName(
                            member.getPackageName() + "." + name.substring(0, name.length() - ".class".length()));
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseViolationWhenAnyPartIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Violation(null, 0, "a", "b", "c"))
                .withMessage("rule must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new Violation(NamingRule.VERSIONED_ROOT, 0, null, "b", "c"))
                .withMessage("part must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new Violation(NamingRule.VERSIONED_ROOT, 0, "a", null, "c"))
                .withMessage("message must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new Violation(NamingRule.VERSIONED_ROOT, 0, "a", "b", null))
                .withMessage("suggestion must not be null");
    }

    @Test
    void shouldRefuseViolationWhenLevelIsBelowTheWholeText() {
        assertThat(new Violation(NamingRule.VERSIONED_ROOT, Violation.WHOLE_TEXT, "a", "b", "c"))
                .hasToString("rule 6: b; write \"c\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Violation(NamingRule.VERSIONED_ROOT, -2, "a", "b", "c"));
    }
}
