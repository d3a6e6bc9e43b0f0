package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.distribution.host.OperatingSystem;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.Manifests;
import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine is a node, and the pods of the fifth document run on it from the registry they name. */
@SystemTest
final class NodeAndPodsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void theMachineIsAReadyNodeThatSaysWhatItIs(RunningNavarch navarch) {
        OperatingSystem system = OperatingSystem.detect();
        for (String version : List.of("1.27", "1.33")) {
            Kubectl kubectl = navarch.kubectl(version);
            awaitThat(MINUTE, () -> assertThat(
                            kubectl.out("get", "nodes", "-o", "wide").lines().toList())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith(system.hostName())
                            && line.contains(" Ready ")
                            && line.contains(system.prettyName())
                            && line.contains(system.kernel())
                            && line.contains("containerd://")));
        }
        assertThat(navarch.run("status").mustSucceed()).contains("health         ok");
    }

    @Test
    void theReplicationControllersOfTheFifthDocumentRunAndAnswer(Kubectl kubectl) {
        kubectl.runWith(Manifests.text("rc.yaml"), "create", "-f", "-").mustSucceed();
        kubectl.runWith(Manifests.text("service.yaml"), "create", "-f", "-").mustSucceed();
        try {
            awaitThat(MINUTE, () -> assertThat(kubectl.out(
                                    "get", "pods", "-l", "app in (django-x, django-y, django-default)", "--no-headers")
                            .lines())
                    .hasSize(3)
                    .allMatch(line -> line.matches("django-(x|y|default)-\\w{5} +1/1 +Running +0 +\\d+s")));
            String address =
                    kubectl.out("get", "pods", "-l", "app=django-x", "-o", "jsonpath={.items[0].status.podIP}");
            String name = kubectl.out("get", "pods", "-l", "app=django-x", "-o", "jsonpath={.items[0].metadata.name}");
            assertThat(Programs.run(List.of("curl", "-s", "-m", "5", "http://" + address + ":8111/foo?a=b"))
                            .mustSucceed())
                    .contains("GET /foo?a=b HTTP/1.1", "Hostname: " + name);
            assertThat(kubectl.out("get", "rc").lines().findFirst().orElse(""))
                    .matches("NAME +DESIRED +CURRENT +READY +AGE *");
        } finally {
            kubectl.runWith(Manifests.text("rc.yaml"), "delete", "-f", "-").mustSucceed();
            kubectl.runWith(Manifests.text("service.yaml"), "delete", "-f", "-").mustSucceed();
        }
    }
}
