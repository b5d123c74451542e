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

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The arrows between the modules, and what their public API may show. */
@AnalyzeClasses(packages = "dev.latido", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] THIRD_PARTY = {
        "com.hivemq..",
        "io.netty..",
        "io.reactivex..",
        "org.reactivestreams..",
        "tools.jackson..",
        "com.fasterxml..",
        "com.github.benmanes..",
        "org.bouncycastle.."
    };

    private static final String INTERNAL = "dev.latido..internal..";

    /** The one class that takes a Jackson mapper on purpose. */
    private static final Set<String> ESCAPE_HATCHES = Set.of("dev.latido.core.JacksonCodec");

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
    static final ArchRule coreKnowsOnlyTopics = noClasses()
            .that()
            .resideInAPackage("dev.latido.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.latido.idempotency..",
                    "dev.latido.testkit..",
                    "dev.latido.examples..",
                    "dev.latido.benchmarks..");

    @ArchTest
    static final ArchRule idempotencyKnowsNoTestKit = noClasses()
            .that()
            .resideInAPackage("dev.latido.idempotency..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.latido.testkit..", "dev.latido.examples..", "dev.latido.benchmarks..");

    @ArchTest
    static final ArchRule testKitKnowsNoExamples = noClasses()
            .that()
            .resideInAPackage("dev.latido.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.latido.examples..", "dev.latido.benchmarks..");

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("dev.latido.(*)..").should().beFreeOfCycles();

    /** Besides, the test kit shows JUnit's and AssertJ's types: they are what it is for. */
    @ArchTest
    static final ArchRule publicApiShowsNoThirdPartyAndNoInternalType = classes()
            .that()
            .resideInAnyPackage(
                    "dev.latido",
                    "dev.latido.topics",
                    "dev.latido.core",
                    "dev.latido.idempotency",
                    "dev.latido.testkit..")
            .and()
            .resideOutsideOfPackage(INTERNAL)
            .and()
            .arePublic()
            .and(describe("are no escape hatch", type -> !ESCAPE_HATCHES.contains(type.getName())))
            .should(showNoTypeOf(resideInAnyPackage(THIRD_PARTY).or(resideInAnyPackage(INTERNAL))));

    @ArchTest
    static final ArchRule exceptionsHaveOneRoot = classes()
            .that()
            .resideInAnyPackage("dev.latido", "dev.latido.topics", "dev.latido.core", "dev.latido.idempotency")
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo("dev.latido.LatidoException");

    /** Whatever its argument: {@code Thread.sleep(Duration)} is newer than the JDK that this is compiled for. */
    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .that()
            .resideInAPackage("dev.latido..")
            .should()
            .callMethodWhere(target(name("sleep"))
                    .and(target(owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class))))));

    private static ArchCondition<JavaClass> showNoTypeOf(DescribedPredicate<JavaClass> hidden) {
        return new ArchCondition<>("show no hidden type in public or protected members") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
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
                Stream.of(supertypes, parameters, fields, members)
                        .flatMap(all -> all)
                        .forEach(shown -> {
                            if (hidden.test(shown.type().getBaseComponentType())) {
                                events.add(SimpleConditionEvent.violated(
                                        type,
                                        type.getName() + ": " + shown.where() + " shows "
                                                + shown.type().getName()));
                            }
                        });
            }
        };
    }

    private record Shown(String where, JavaClass type) {}

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** With its type arguments and bounds. */
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
