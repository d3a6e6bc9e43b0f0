package io.navarch.distribution.law;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The law of the modules: components meet only through the API, and time comes from one place. */
class ModuleLawTest {
    private static final List<String> BASE = List.of("model", "runtime");

    /** What each module may see besides itself. */
    private static final Map<String, List<String>> MAY_SEE = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("runtime", List.of("model")),
            Map.entry("pki", List.of()),
            Map.entry("streaming", List.of()),
            Map.entry("store", BASE),
            Map.entry("client", List.of("model", "runtime", "pki")),
            Map.entry("apiserver", List.of("model", "runtime", "store", "streaming", "pki")),
            Map.entry("controllers", List.of("model", "runtime", "client")),
            Map.entry("scheduler", List.of("model", "runtime", "client")),
            Map.entry("kubelet", List.of("model", "runtime", "client", "streaming", "pki", "cri")),
            Map.entry("network", List.of("model", "runtime", "client")));

    private static final Map<Class<?>, Set<String>> TELL_THE_TIME = Map.of(
            System.class, Set.of("currentTimeMillis", "nanoTime"),
            Thread.class, Set.of("sleep"),
            Instant.class, Set.of("now"),
            LocalDate.class, Set.of("now"),
            LocalDateTime.class, Set.of("now"),
            OffsetDateTime.class, Set.of("now"),
            ZonedDateTime.class, Set.of("now"),
            Clock.class, Set.of("system", "systemUTC", "systemDefaultZone"),
            InstantSource.class, Set.of("system"));

    private static final Pattern GENERATED_VIEWS = Pattern.compile(".*/io/navarch/model/[a-z]+/v[0-9][a-z0-9]*/.*");

    private static JavaClasses code;

    @BeforeAll
    static void read() {
        // The generated views of the model are thousands of classes that see nothing but the model.
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.matches(GENERATED_VIEWS))
                .importPackages("io.navarch");
    }

    @TestFactory
    List<DynamicTest> modulesSeeOnlyWhatTheyMay() {
        return MAY_SEE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())))
                .toList();
    }

    private static void check(String module, List<String> others) {
        var allowed = new ArrayList<>(others);
        allowed.add(module);
        var packages = allowed.stream().map(name -> "io.navarch." + name + "..").toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("io.navarch." + module + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.navarch..").or(resideInAnyPackage(packages)))
                .allowEmptyShould(true)
                .check(code);
    }

    private static DescribedPredicate<JavaMethodCall> tellsTheTime() {
        return describe("asks the machine for the time", call -> TELL_THE_TIME.entrySet().stream()
                .anyMatch(entry -> call.getTargetOwner().isEquivalentTo(entry.getKey())
                        && entry.getValue().contains(call.getName())));
    }

    @Test
    void timeComesFromTheClock() {
        // Whoever waits until a cluster is quiet has the patience of the machine's time; a clock that stands from the
        // start begins with it. The launcher talks to a person at a terminal, in that person's time; the committer
        // waits microseconds for
        // more to
        // write, which is the disk's time and no cluster's.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.navarch.runtime.SystemClock")
                .and()
                .doNotHaveFullyQualifiedName("io.navarch.runtime.activity.TrackedActivity")
                .and()
                .doNotHaveFullyQualifiedName("io.navarch.embedded.ClusterBuilder")
                .and()
                .doNotHaveFullyQualifiedName("io.navarch.store.log.Committer")
                .and()
                .resideOutsideOfPackage("io.navarch.distribution..")
                .should()
                .callMethodWhere(tellsTheTime())
                .check(code);
    }
}
