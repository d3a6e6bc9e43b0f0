package io.navarch.distribution.law;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What runs in the JVM of a user's test does the same on Linux, macOS and Windows, in Egypt and in Germany. */
class PortabilityLawTest {
    /** Programs on a real machine, which is one with Linux. */
    private static final String[] OUTSIDE = {
        "io.navarch.distribution..",
        "io.navarch.network..",
        "io.navarch.bench..",
        "io.navarch.store.log..",
        "io.navarch.kubelet.cri.containerd..",
        "io.navarch.kubelet.cri.grpc.."
    };

    /** What goes by the language, the place or the platform that a machine is set to, by its name and the parameters. */
    private static final Map<String, Set<String>> BY_THE_MACHINE = Map.of(
            "java.lang.String",
            Set.of(
                    "toLowerCase()",
                    "toUpperCase()",
                    "getBytes()",
                    "<init>(byte[])",
                    "<init>(byte[],int,int)",
                    "format(java.lang.String,java.lang.Object[])"),
            "java.util.Locale",
            Set.of("getDefault()"),
            "java.util.TimeZone",
            Set.of("getDefault()"),
            "java.time.ZoneId",
            Set.of("systemDefault()"),
            "java.io.InputStreamReader",
            Set.of("<init>(java.io.InputStream)"),
            "java.io.OutputStreamWriter",
            Set.of("<init>(java.io.OutputStream)"),
            // Windows does not delete what is open, and macOS looks its own name up for seconds.
            "java.io.File",
            Set.of("deleteOnExit()"),
            "java.net.InetAddress",
            Set.of("getLocalHost()"));

    /** Who may, and why. */
    private static final Map<String, String> MAY =
            Map.of("io.navarch.pki.ServingNames", "asks for this host's name, for a cluster on this host");

    private static JavaClasses code;

    @BeforeAll
    static void read() {
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.navarch");
    }

    private static boolean goesByTheMachine(JavaCall<?> call) {
        var parameters = call.getTarget().getRawParameterTypes().stream()
                .map(type -> type.getName()
                        .replace("[Ljava.lang.Object;", "java.lang.Object[]")
                        .replace("[B", "byte[]"))
                .toList();
        return BY_THE_MACHINE
                .getOrDefault(call.getTargetOwner().getName(), Set.of())
                .contains(call.getName() + "(" + String.join(",", parameters) + ")");
    }

    @Test
    void nothingGoesByWhatAMachineIsSetTo() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OUTSIDE)
                .and(describe("are not excused", type -> !MAY.containsKey(type.getName())))
                .should()
                .callCodeUnitWhere(describe("goes by what the machine is set to", PortabilityLawTest::goesByTheMachine))
                .check(code);
    }

    @Test
    void permissionsOfPosixAreAskedForInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OUTSIDE)
                .and()
                .resideOutsideOfPackage("io.navarch.kubelet.volume..")
                .and()
                .resideOutsideOfPackage("io.navarch.kubelet.manifest..")
                .and()
                .doNotHaveFullyQualifiedName("io.navarch.pki.PemFiles")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.attribute.PosixFilePermissions")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.attribute.PosixFilePermission")
                .check(code);
    }
}
