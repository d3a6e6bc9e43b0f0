package io.navarch.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs a test class with other versions of JUnit, each in a JVM of its own. */
class OlderJUnitTest {
    @ParameterizedTest
    @CsvSource({"1.9.3, ''", "1.14.1, execute"})
    void runsClustersForOlderTests(String version, String command) throws Exception {
        var line = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                Path.of("target", "older-junit", "junit-platform-console-standalone-" + version + ".jar")
                        .toString()));
        if (!command.isEmpty()) {
            line.add(command);
        }
        line.addAll(List.of("--disable-ansi-colors", "-cp", withoutJUnit(), "-c", ClusterPerClassTest.class.getName()));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("4 tests successful").contains("0 tests failed");
    }

    static String withoutJUnit() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> !element.contains("junit-platform")
                        && !element.contains("junit-jupiter")
                        && !element.contains("surefire"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
