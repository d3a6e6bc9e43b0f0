package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Http;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.Manifests;
import io.navarch.systemtests.fixture.SystemTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The services of the fifth document: reached by address, by node port, from the host and from pods. */
@SystemTest
final class ServicesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> APPS = List.of("django-x", "django-y", "django-default");

    @Test
    void answerOnTheirAddressesAndNodePortsFromTheHostAndFromAPod(Kubectl kubectl) {
        kubectl.apply(Manifests.text("rc.yaml"));
        kubectl.apply(Manifests.text("service.yaml"));
        kubectl.out(
                "run",
                "client",
                "--image=appstore:5000/busybox",
                "--restart=Never",
                "--command",
                "--",
                "sleep",
                "3600");
        kubectl.out("wait", "--for=condition=Ready", "pod", "--all", "--timeout=60s");
        String node = kubectl.out("get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}");
        for (String app : APPS) {
            String address = kubectl.out("get", "svc", app, "-o", "jsonpath={.spec.clusterIP}");
            String nodePort = kubectl.out("get", "svc", app, "-o", "jsonpath={.spec.ports[0].nodePort}");
            awaitThat(MINUTE, () -> assertThat(Http.get("http://" + address + ":18111/a"))
                    .contains("GET /a", "Hostname: " + app));
            awaitThat(MINUTE, () -> assertThat(Http.get("http://" + node + ":" + nodePort + "/b"))
                    .contains("GET /b", "Hostname: " + app));
            assertThat(kubectl.out("exec", "client", "--", "wget", "-q", "-O", "-", "http://" + address + ":18111/c"))
                    .contains("GET /c", "Hostname: " + app);
            assertThat(kubectl.out("exec", "client", "--", "wget", "-q", "-O", "-", "http://" + app + ":18111/d"))
                    .contains("GET /d", "Hostname: " + app);
        }
        assertThat(kubectl.out("get", "svc").lines().toList())
                .first()
                .asString()
                .matches("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE *");
        assertThat(kubectl.out("describe", "svc", "django-x"))
                .containsPattern("Type: +NodePort")
                .containsPattern("Port: +http +18111/TCP")
                .containsPattern("TargetPort: +8111/TCP")
                .containsPattern("Endpoints: +10\\.244\\.\\d+\\.\\d+:8111")
                .containsPattern("Session Affinity: +None");
        assertThat(kubectl.out("get", "rc", "-o", "wide").lines().findFirst().orElse(""))
                .matches("NAME +DESIRED +CURRENT +READY +AGE +CONTAINERS +IMAGES +SELECTOR *");
    }

    @Test
    void aServiceWithoutPodsIsRefusedAtOnce(Kubectl kubectl) {
        kubectl.out("create", "service", "clusterip", "nobody", "--tcp=80");
        String address = kubectl.out("get", "svc", "nobody", "-o", "jsonpath={.spec.clusterIP}");
        awaitThat(MINUTE, () -> assertThat(io.navarch.systemtests.fixture.Programs.run(
                                List.of("curl", "-sS", "-m", "5", "http://" + address + "/"))
                        .err())
                .contains("Failed to connect")
                .doesNotContain("timed out"));
    }
}
