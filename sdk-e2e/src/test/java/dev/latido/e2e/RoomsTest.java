package dev.latido.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.latido.idempotency.internal.MarkOrder;
import dev.latido.idempotency.internal.SqlFailures;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks the {@link Rooms} inside the modules: which room may use which, and how large a room may be. */
@AnalyzeClasses(packages = "dev.latido", importOptions = MainClasses.class)
class RoomsTest {

    private static final String CORE = Rooms.OF_CORE.house();
    private static final String IDEMPOTENCY = Rooms.OF_IDEMPOTENCY.house();
    private static final int LARGEST_ROOM = 25;

    private static final String[] STORES = {
        "dev.latido.idempotency.jdbc..", "dev.latido.idempotency.memory..", "dev.latido.idempotency.redis.."
    };

    @ArchTest
    static final ArchRule roomsOfCoreHaveNoCycles =
            slices().matching(CORE + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfIdempotencyHaveNoCycles =
            slices().matching(IDEMPOTENCY + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfCoreUseOnlyThoseBelow =
            classes().that(resideInAPackage(CORE + "..")).should(useOnlyTheRoomsBelow(Rooms.OF_CORE));

    @ArchTest
    static final ArchRule roomsOfIdempotencyUseOnlyThoseBelow =
            classes().that(resideInAPackage(IDEMPOTENCY + "..")).should(useOnlyTheRoomsBelow(Rooms.OF_IDEMPOTENCY));

    @ArchTest
    static final ArchRule storesUseNothingInternalButTheOrderOfMarksAndTheMeaningOfSqlFailures = noClasses()
            .that()
            .resideInAnyPackage(STORES)
            .should()
            .dependOnClassesThat(resideInAPackage(IDEMPOTENCY + "..")
                    .and(not(equivalentTo(MarkOrder.class)))
                    .and(not(equivalentTo(SqlFailures.class))));

    @ArchTest
    static final ArchRule storesDoNotUseEachOther = slices().matching("dev.latido.idempotency.(jdbc|memory|redis)..")
            .should()
            .notDependOnEachOther();

    /** A replacement of the MQTT client changes this room only. Lettuce, the client of Redis, shows its own Netty. */
    @ArchTest
    static final ArchRule onlySessionKnowsTheMqttClient = noClasses()
            .that()
            .resideInAnyPackage("dev.latido.topics..", "dev.latido.core..", "dev.latido.idempotency..")
            .and()
            .resideOutsideOfPackages(CORE + ".session", "dev.latido.idempotency.redis")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hivemq..", "io.netty..", "io.reactivex..");

    @ArchTest
    static void roomsAreSmall(JavaClasses classes) {
        Map<String, Long> sizes = classes.stream()
                .filter(type -> type.getPackageName().contains(".internal"))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));

        assertThat(sizes)
                .isNotEmpty()
                .allSatisfy((room, size) ->
                        assertThat(size).as("classes of %s", room).isLessThanOrEqualTo(LARGEST_ROOM));
    }

    private static ArchCondition<JavaClass> useOnlyTheRoomsBelow(Rooms rooms) {
        return new ArchCondition<>("use only the rooms below") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (!rooms.mayUse(type.getPackageName(), target.getPackageName())) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }
}
