package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Manifests;
import io.navarch.systemtests.fixture.Poller;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a Deployment as its owner and its clients see it. */
@SystemTest
final class DeploymentRollTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String IMAGE = "appstore:5000/liuwenmao/django-hello";
    private static final String ROLLED_OUT = "deployment \"web\" successfully rolled out";

    @Test
    void aRollOutAndItsUndoingDropNoRequest(RunningNavarch navarch) throws Exception {
        try (TestNamespace namespace = deployed(navarch)) {
            String address = namespace.value("service/web", ".spec.clusterIP");
            awaitThat(LIMIT, () -> assertThat(Poller.get(address, 8111)).contains("version 1"));
            try (Poller poller = Poller.start(address, 8111)) {
                assertThat(namespace.out("set", "image", "deployment/web", "web=" + IMAGE + ":v2"))
                        .isEqualTo("deployment.apps/web image updated\n");
                assertThat(rolledOut(namespace)).endsWith(ROLLED_OUT + "\n");
                awaitThat(LIMIT, () -> assertThat(Poller.get(address, 8111)).contains("version 2"));
                assertThat(revisions(namespace)).containsExactly("1         <none>", "2         <none>");
                assertThat(namespace.out("rollout", "history", "deployment/web", "--revision=1"))
                        .contains(IMAGE + ":latest");
                assertThat(namespace.out("rollout", "undo", "deployment/web"))
                        .isEqualTo("deployment.apps/web rolled back\n");
                assertThat(rolledOut(namespace)).endsWith(ROLLED_OUT + "\n");
                assertThat(revisions(namespace)).containsExactly("2         <none>", "3         <none>");
                assertThat(poller.failures()).isEmpty();
                assertThat(poller.answers()).isGreaterThan(20);
                assertThat(poller.greetings())
                        .containsExactlyInAnyOrder("Hello from django, version 1", "Hello from django, version 2");
            }
        }
    }

    @Test
    void itIsPausedResumedScaledAndDeletedWithAllItOwns(RunningNavarch navarch) {
        try (TestNamespace namespace = deployed(navarch)) {
            assertThat(namespace.out("rollout", "pause", "deployment/web")).isEqualTo("deployment.apps/web paused\n");
            namespace.out("set", "image", "deployment/web", "web=" + IMAGE + ":v3");
            awaitThat(LIMIT, () -> assertThat(namespace.value("deployment/web", ".status.observedGeneration"))
                    .isEqualTo(namespace.value("deployment/web", ".metadata.generation")));
            assertThat(namespace.out("get", "replicasets", "-o", "name").lines())
                    .hasSize(1);
            assertThat(namespace.out("rollout", "resume", "deployment/web")).isEqualTo("deployment.apps/web resumed\n");
            assertThat(rolledOut(namespace)).endsWith(ROLLED_OUT + "\n");
            assertThat(namespace.out("get", "replicasets", "-o", "name").lines())
                    .hasSize(2);

            assertThat(namespace.out("scale", "deployment/web", "--replicas=5"))
                    .isEqualTo("deployment.apps/web scaled\n");
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "deployment", "web", "--no-headers"))
                    .matches("web +5/5 +5 +5 +\\S+\\s*"));
            namespace.out("scale", "deployment/web", "--replicas=1", "--current-replicas=5");
            awaitThat(LIMIT, () -> assertThat(
                            namespace.out("get", "pods", "-o", "name").lines())
                    .hasSize(1));

            assertThat(namespace.out("delete", "deployment", "web")).startsWith("deployment.apps \"web\" deleted");
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "replicasets,pods", "-o", "name"))
                    .isEmpty());
        }
    }

    private static TestNamespace deployed(RunningNavarch navarch) {
        TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "roll");
        namespace.apply(Manifests.text("deployment.yaml"));
        assertThat(rolledOut(namespace)).endsWith(ROLLED_OUT + "\n");
        return namespace;
    }

    private static String rolledOut(TestNamespace namespace) {
        return namespace.out("rollout", "status", "deployment/web", "--timeout=110s");
    }

    private static List<String> revisions(TestNamespace namespace) {
        return namespace
                .out("rollout", "history", "deployment/web")
                .lines()
                .filter(line -> line.matches("[0-9].*"))
                .toList();
    }
}
