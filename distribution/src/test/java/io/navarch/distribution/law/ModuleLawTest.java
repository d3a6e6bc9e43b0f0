package io.navarch.distribution.law;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The law of the modules: components meet only through the API, so none imports another; only {@code embedded} and
 * {@code distribution} see them all. The table is the one in docs/architecture.md.
 */
final class ModuleLawTest {
    /** Module (its first package) → the modules it may use. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("pki", List.of()),
            Map.entry("streaming", List.of()),
            Map.entry("runtime", List.of("model")),
            Map.entry("store", List.of("model", "runtime")),
            Map.entry("client", List.of("model", "runtime", "pki")),
            Map.entry("apiserver", List.of("model", "runtime", "store", "streaming", "pki")),
            Map.entry("controllers", List.of("model", "runtime", "client")),
            Map.entry("scheduler", List.of("model", "runtime", "client")),
            Map.entry("cri", List.of()),
            Map.entry("kubelet", List.of("model", "runtime", "client", "streaming", "pki", "cri")),
            Map.entry("network", List.of("model", "runtime", "client")),
            Map.entry(
                    "embedded",
                    List.of(
                            "model", "runtime", "store", "client", "apiserver", "controllers", "scheduler", "kubelet",
                            "network", "pki", "streaming"))));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.navarch");

    @Test
    void noModuleUsesAnotherButThoseTheLawAllows() {
        MAY_USE.forEach((module, allowed) -> {
            List<String> forbidden = new ArrayList<>(MAY_USE.keySet());
            forbidden.add("distribution");
            forbidden.remove(module);
            forbidden.removeAll(allowed);
            noClasses()
                    .that()
                    .resideInAPackage("io.navarch." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.stream()
                            .map(name -> "io.navarch." + name + "..")
                            .toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        });
    }

    @Test
    void everyModuleHasItsLineInTheLaw() {
        assertThat(CLASSES.stream()
                        .map(type -> type.getPackageName().split("\\."))
                        .filter(names -> names.length > 2)
                        .map(names -> names[2])
                        .distinct())
                .allMatch(module -> MAY_USE.containsKey(module) || module.equals("distribution"));
    }

    @Test
    void onlyTheClockReadsTheTime() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.navarch.runtime.SystemClock")
                .and()
                // Waits some microseconds for more writes to join an fsync: the disk's time is the machine's.
                .doNotHaveFullyQualifiedName("io.navarch.store.log.Committer")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(CLASSES);
    }

    @Test
    void noStateIsStaticAndMutable() {
        assertThat(CLASSES.stream()
                        .filter(type -> !type.getPackageName().startsWith("io.navarch.cri."))
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .map(field -> field.getFullName()))
                .isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        List<String> empty = List.of("Manager", "Util", "Utils", "Helper", "Impl", "Data", "Info");
        assertThat(CLASSES.stream()
                        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getPackageName().matches("io\\.navarch\\.(model|cri)\\..*"))
                        .map(type -> type.getSimpleName())
                        // Upstream's own word.
                        .filter(name -> !name.equals("RequestInfo"))
                        .filter(name -> empty.stream().anyMatch(name::endsWith)))
                .isEmpty();
    }
}
