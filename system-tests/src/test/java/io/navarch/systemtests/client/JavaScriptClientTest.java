package io.navarch.systemtests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.navarch.distribution.host.HostCommand;
import io.navarch.embedded.NavarchCluster;
import io.navarch.systemtests.fixture.Answer;
import io.navarch.systemtests.fixture.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ordinary use of the official JavaScript client ({@code @kubernetes/client-node}), which the scripts below
 * {@code src/test/javascript} make of it.
 */
@Tag("system")
class JavaScriptClientTest {
    private static final List<String> CHECKS = List.of(
            "serverSideApplyCreates",
            "strategicMergePatchMergesContainersByName",
            "jsonPatchTestsAndReplaces",
            "labelSelectors",
            "fieldSelectors",
            "limitAndContinue",
            "staleUpdatesConflict",
            "deploymentsRollOut",
            "ownersTakeTheirDependentsAlong",
            "customObjects",
            "watch",
            "watchesWithBookmarks",
            "informer",
            "leaderElection",
            "exec",
            "execWithInput",
            "execOnATerminal",
            "logs",
            "previousLogs",
            "attach",
            "portForward",
            "copiedFiles",
            "metrics");

    private static final Path SOURCES = Path.of("src", "test", "javascript").toAbsolutePath();
    private static final Path FOLDER = Path.of("target", "javascript").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @TestFactory
    List<DynamicTest> doesWhatItDoesWithAnyCluster() throws IOException {
        assumeTrue(HostCommand.find("node").isPresent(), "needs node");
        assumeTrue(HostCommand.find("npm").isPresent(), "needs npm");
        install();
        var answer = run();
        var results = results(answer);
        assertThat(results).as(answer::toString).containsOnlyKeys(CHECKS);
        return CHECKS.stream()
                .map(check -> dynamicTest(check, () -> assertSuccess(results, check)))
                .toList();
    }

    private static void assertSuccess(Map<String, String> results, String check) {
        assertThat(results.get(check)).isEmpty();
    }

    /** Packages are of the versions and have the checksums that the lock file names, whatever registry they come from. */
    private static void install() throws IOException {
        Files.createDirectories(FOLDER);
        try (var files = Files.newDirectoryStream(SOURCES)) {
            for (var file : files) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Programs.run(
                        List.of(
                                "npm",
                                "ci",
                                "--prefix",
                                FOLDER.toString(),
                                "--no-audit",
                                "--no-fund",
                                "--ignore-scripts"),
                        "",
                        Map.of(),
                        LIMIT)
                .mustSucceed();
    }

    private Answer run() {
        try (var cluster = NavarchCluster.start()) {
            var kubeconfig = cluster.kubeconfigFile(folder.resolve("kubeconfig"));
            var script = FOLDER.resolve("checks.mjs");
            return Programs.run(List.of("node", script.toString(), kubeconfig.toString()), "", Map.of(), LIMIT);
        }
    }

    /** What went wrong in each check, in the Test Anything Protocol; empty if nothing did. */
    private static Map<String, String> results(Answer answer) {
        var results = new TreeMap<String, String>();
        var current = "";
        for (var line : answer.lines()) {
            if (line.startsWith("# ")) {
                results.merge(current, line.substring(2) + "\n", String::concat);
            } else if (line.matches("(not )?ok .*")) {
                current = line.substring(line.lastIndexOf(' ') + 1);
                results.put(current, "");
            }
        }
        return results;
    }
}
