package dev.latido.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Checks which module may use which, and which types the public API may show. */
@AnalyzeClasses(packages = "dev.latido", importOptions = MainClasses.class)
class ArchitectureTest {

    private static final String[] THIRD_PARTY = {
        "com.hivemq..",
        "io.netty..",
        "io.reactivex..",
        "org.reactivestreams..",
        "tools.jackson..",
        "com.fasterxml..",
        "com.github.benmanes..",
        "org.bouncycastle..",
        "io.lettuce..",
        "io.micrometer.."
    };

    private static final String INTERNAL = "dev.latido..internal..";

    /**
     * The types that take a library's types on purpose, with the library. {@code MqttConnection.unwrap} is not among them:
     * it takes the class of the client that the caller wants, so that its signature shows none.
     */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "dev.latido.core.JacksonCodec", "tools.jackson..",
            "dev.latido.core.micrometer.PublisherMetrics", "io.micrometer..",
            "dev.latido.idempotency.redis.RedisSeenStore", "io.lettuce..");

    @ArchTest
    static final ArchRule topicsStandAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.latido", "dev.latido.topics..")
            .should()
            .dependOnClassesThat(describe(
                    "are neither of the JDK nor of the topics module",
                    type -> !type.getPackageName().startsWith("java.")
                            && !type.getPackageName().startsWith("org.jspecify")
                            && !type.getPackageName().equals("dev.latido")
                            && !type.getPackageName().startsWith("dev.latido.topics")
                            && !type.isPrimitive()
                            && !type.isArray()));

    @ArchTest
    static final ArchRule testKitStandsOnTopicsAlone = modules("dev.latido.testkit..")
            .should()
            .onlyDependOnClassesThat(areOutsideLatidoOr("dev.latido", "dev.latido.topics..", "dev.latido.testkit.."));

    @ArchTest
    static final ArchRule coreStandsOnTopics = modules("dev.latido.core..")
            .should()
            .onlyDependOnClassesThat(areOutsideLatidoOr("dev.latido", "dev.latido.topics..", "dev.latido.core.."));

    @ArchTest
    static final ArchRule idempotencyStandsOnCore = modules("dev.latido.idempotency..")
            .should()
            .onlyDependOnClassesThat(areOutsideLatidoOr(
                    "dev.latido",
                    "dev.latido.topics..",
                    "dev.latido.core",
                    "dev.latido.core.internal.link",
                    "dev.latido.core.internal.threads",
                    "dev.latido.idempotency.."));

    @ArchTest
    static final ArchRule contractsStandOnIdempotencyAndTheTestKit = modules("dev.latido.contract..")
            .should()
            .onlyDependOnClassesThat(areOutsideLatidoOr(
                            "dev.latido",
                            "dev.latido.topics",
                            "dev.latido.core",
                            "dev.latido.idempotency",
                            "dev.latido.testkit..",
                            "dev.latido.contract..")
                    .and(describe(
                            "are no other module's internals",
                            type -> !type.getPackageName().contains(".internal")
                                    || type.getPackageName().startsWith("dev.latido.contract."))));

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("dev.latido.(*)..").should().beFreeOfCycles();

    /** Besides, test kit and contracts show JUnit's and AssertJ's types: they exist for tests. */
    @ArchTest
    static final ArchRule publicApiShowsNoThirdPartyAndNoInternalType = classes()
            .that()
            .resideInAnyPackage(
                    "dev.latido",
                    "dev.latido.topics..",
                    "dev.latido.core..",
                    "dev.latido.idempotency..",
                    "dev.latido.testkit..",
                    "dev.latido.contract..")
            .and()
            .resideOutsideOfPackage(INTERNAL)
            .and()
            .arePublic()
            .should(showNoTypeOf(resideInAnyPackage(THIRD_PARTY).or(resideInAnyPackage(INTERNAL))));

    /** An exception for a type that is gone or shows nothing any more would hide the next mistake of that name. */
    @ArchTest
    static void exceptionsAreNeeded(JavaClasses classes) {
        EXCEPTIONS.forEach((name, library) -> assertThat(shown(classes.get(name)))
                .as("types that %s shows", name)
                .anyMatch(shown -> resideInAnyPackage(library).test(shown.type())));
    }

    @ArchTest
    static final ArchRule exceptionsHaveOneRoot = classes()
            .that()
            .resideInAnyPackage(
                    "dev.latido",
                    "dev.latido.topics",
                    "dev.latido.topics.lint",
                    "dev.latido.topics.acl",
                    "dev.latido.topics.template",
                    "dev.latido.core",
                    "dev.latido.idempotency")
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo("dev.latido.LatidoException");

    /** Compares the name alone: {@code Thread.sleep(Duration)} is newer than the JDK that this is compiled for. */
    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .that()
            .resideInAPackage("dev.latido..")
            .should()
            .callMethodWhere(target(name("sleep"))
                    .and(target(owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class))))));

    private static GivenClassesConjunction modules(String room) {
        return classes().that().resideInAPackage(room);
    }

    private static DescribedPredicate<JavaClass> areOutsideLatidoOr(String... rooms) {
        return resideInAnyPackage(rooms)
                .or(DescribedPredicate.not(resideInAnyPackage("dev.latido..")))
                .as("are outside Latido or in " + String.join(", ", rooms));
    }

    private static ArchCondition<JavaClass> showNoTypeOf(DescribedPredicate<JavaClass> hidden) {
        return new ArchCondition<>("show no hidden type in public or protected members") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String excepted = EXCEPTIONS.get(type.getName());
                shown(type)
                        .filter(shown -> hidden.test(shown.type().getBaseComponentType()))
                        .filter(shown -> excepted == null
                                || !resideInAnyPackage(excepted)
                                        .test(shown.type().getBaseComponentType()))
                        .forEach(shown -> events.add(SimpleConditionEvent.violated(
                                type,
                                type.getName() + ": " + shown.where() + " shows "
                                        + shown.type().getName())));
            }
        };
    }

    /** Returns all types in the public and protected declarations of a type. */
    private static Stream<Shown> shown(JavaClass type) {
        Stream<Shown> supertypes = Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
                .flatMap(supertype -> shown("supertype", supertype));
        Stream<Shown> parameters =
                type.getTypeParameters().stream().flatMap(parameter -> shown("type parameter", parameter));
        Stream<Shown> fields = type.getFields().stream()
                .filter(field -> isShown(field.getModifiers()))
                .flatMap(field -> shown(field));
        Stream<Shown> members = type.getCodeUnits().stream()
                .filter(member -> isShown(member.getModifiers()))
                .flatMap(member -> shown(member));
        return Stream.of(supertypes, parameters, fields, members).flatMap(all -> all);
    }

    private record Shown(String where, JavaClass type) {}

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** Returns a type with its type arguments and bounds. */
    private static Stream<Shown> shown(String where, JavaType type) {
        return type.getAllInvolvedRawTypes().stream().map(raw -> new Shown(where, raw));
    }

    private static Stream<Shown> shown(JavaField field) {
        return shown(field.getName(), field.getType());
    }

    private static Stream<Shown> shown(JavaCodeUnit member) {
        List<JavaType> types = new ArrayList<>(member.getParameterTypes());
        types.add(member.getReturnType());
        types.addAll(member.getTypeParameters());
        types.addAll(member.getExceptionTypes());
        return types.stream().flatMap(type -> shown(member.getName() + "()", type));
    }
}
