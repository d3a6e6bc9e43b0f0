package io.navarch.systemtests.kubectl;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.systemtests.fixture.DebianKubectl;
import io.navarch.systemtests.fixture.Kubectl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scripts with several kubectls, each time against a cluster of its own with two simulated nodes. */
class KubectlCommandsTest {
    private static final List<String> SCRIPTS = List.of(
            "reading",
            "describing",
            "generators",
            "workloads",
            "changing",
            "applying",
            "deleting",
            "nodes",
            "access",
            "explaining",
            "streams");

    /** The versions that every script is run with; those between differ in nothing that the server sees. */
    private static final List<String> VERSIONS = List.of("1.27", "1.33");

    /** What is run with the old kubectl of Debian: where its requests are others. */
    private static final List<String> FOR_DEBIAN = List.of("reading", "changing", "applying", "deleting", "nodes");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @TestFactory
    List<DynamicNode> saysWhatUpstreamWouldSay() {
        var programs = kubectls();
        assumeFalse(programs.isEmpty(), "needs kubectl");
        var nodes = new ArrayList<DynamicNode>();
        programs.forEach((version, program) -> {
            var scripts = version.equals(DebianKubectl.VERSION) ? FOR_DEBIAN : SCRIPTS;
            var tests = scripts.stream().map(script -> dynamicTest(script, () -> run(script, version, program)));
            nodes.add(dynamicContainer("kubectl " + version, tests));
        });
        return nodes;
    }

    private static Map<String, Path> kubectls() {
        var programs = new LinkedHashMap<String, Path>();
        DebianKubectl.find().ifPresent(program -> programs.put(DebianKubectl.VERSION, program));
        for (var version : VERSIONS) {
            Kubectl.program(version).ifPresent(program -> programs.put(version, program));
        }
        return programs;
    }

    private static void run(String script, String version, Path program) throws IOException, InterruptedException {
        try (var cluster = EmbeddedCluster.start(2)) {
            Terminal.in(home.resolve(version + "-" + script), version, program, cluster.kubeconfig())
                    .run(Script.read(script));
        }
    }
}
