package io.navarch.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs a test class with every Java from 21 on that is installed: the one that runs this, those in the usual places, those of
 * variables such as {@code JAVA_HOME_21_X64}, and those that the list {@code NAVARCH_JAVAS} names.
 */
class OtherJavasTest {
    private static final int OLDEST = 21;
    private static final Pattern HOME_VARIABLE = Pattern.compile("JAVA_HOME(_\\d+.*)?|JDK_?\\d+.*");
    private static final Path CONSOLE =
            Path.of("target", "older-junit", "junit-platform-console-standalone-1.14.1.jar");

    /** An installed Java. */
    private record Java(Path home, String version) {
        int feature() {
            return Integer.parseInt(version.split("[.+-]")[0]);
        }

        /** What the {@code release} file says, which every Java from 9 on has. */
        static Optional<Java> at(Path home) {
            var release = home.resolve("release");
            var program = home.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java");
            if (!Files.isRegularFile(release) || !Files.isExecutable(program)) {
                return Optional.empty();
            }
            var facts = new Properties();
            try (var in = Files.newBufferedReader(release)) {
                facts.load(in);
                var version = facts.getProperty("JAVA_VERSION", "0").replace("\"", "");
                return Optional.of(new Java(home.toRealPath(), version));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path program() {
            return home.resolve("bin").resolve("java");
        }
    }

    @TestFactory
    Stream<DynamicTest> runsClustersWithEveryJavaThatIsInstalled() {
        var found = installed();
        System.out.println("Java in this machine:");
        found.forEach(java -> System.out.println(
                "  " + java.version() + " in " + java.home() + (java.feature() < OLDEST ? ", too old" : "")));
        var wanted = found.stream().filter(java -> java.feature() >= OLDEST).toList();
        assertThat(wanted)
                .as("this Java is among those that were found")
                .anyMatch(java -> java.feature() == Runtime.version().feature());
        return wanted.stream()
                .map(java -> DynamicTest.dynamicTest("Java " + java.version(), () -> runsAClusterWith(java)));
    }

    private static void runsAClusterWith(Java java) throws Exception {
        var process = new ProcessBuilder(
                        java.program().toString(),
                        "-jar",
                        CONSOLE.toString(),
                        "execute",
                        "--disable-ansi-colors",
                        "-cp",
                        OlderJUnitTest.withoutJUnit(),
                        "-c",
                        ClusterPerClassTest.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("4 tests successful").contains("0 tests failed");
    }

    /** Each once, whatever ways lead to it. */
    private static List<Java> installed() {
        var homes = new ArrayList<Path>();
        homes.add(Path.of(System.getProperty("java.home")));
        for (var list :
                Optional.ofNullable(System.getenv("NAVARCH_JAVAS")).stream().toList()) {
            Arrays.stream(list.split(File.pathSeparator)).map(Path::of).forEach(homes::add);
        }
        System.getenv().forEach((name, value) -> {
            if (HOME_VARIABLE.matcher(name).matches()) {
                homes.add(Path.of(value));
            }
        });
        var home = Path.of(System.getProperty("user.home"));
        for (var place : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                home.resolve(".sdkman/candidates/java"),
                home.resolve(".jdks"),
                Path.of("C:\\Program Files\\Java"),
                Path.of("C:\\Program Files\\Eclipse Adoptium"))) {
            children(place).forEach(child -> {
                homes.add(child);
                homes.add(child.resolve("Contents").resolve("Home"));
            });
        }
        Map<Path, Java> found = new LinkedHashMap<>();
        homes.stream().flatMap(each -> Java.at(each).stream()).forEach(java -> found.putIfAbsent(java.home(), java));
        return List.copyOf(found.values());
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var children = Files.list(directory)) {
            return children.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
