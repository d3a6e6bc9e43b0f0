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
        columnsAreThoseOfTheDocument(kubectl);
    }

    /** What the fifth document shows, in the columns that the clients of today have for it. */
    private static void columnsAreThoseOfTheDocument(Kubectl kubectl) {
        assertThat(kubectl.out("get", "svc", "django-x", "django-y"))
                .matches("NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\\(S\\) +AGE *\n"
                        + "django-x +NodePort +10\\.96\\.\\d+\\.\\d+ +<none> +18111:3\\d{4}/TCP +\\d+m?\\d*s\n"
                        + "django-y +NodePort +10\\.96\\.\\d+\\.\\d+ +<none> +18111:3\\d{4}/TCP +\\d+m?\\d*s\n");
        assertThat(kubectl.out("get", "rc"))
                .matches("NAME +DESIRED +CURRENT +READY +AGE *\n"
                        + "django-default +1 +1 +1 +\\d+m?\\d*s\n"
                        + "django-x +1 +1 +1 +\\d+m?\\d*s\n"
                        + "django-y +1 +1 +1 +\\d+m?\\d*s\n");
        assertThat(kubectl.out("get", "rc", "django-x", "-o", "wide"))
                .matches("NAME +DESIRED +CURRENT +READY +AGE +CONTAINERS +IMAGES +SELECTOR *\n"
                        + "django-x +1 +1 +1 +\\S+ +django-x +appstore:5000/liuwenmao/django-hello +app=django-x\n");
        assertThat(kubectl.out("get", "pods", "-l", "app=django-x", "-o", "wide"))
                .matches("NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES *\n"
                        + "django-x-\\w{5} +1/1 +Running +0 +\\S+ +10\\.244\\.\\d+\\.\\d+ +\\S+ +<none> +<none> *\n");
        assertThat(kubectl.out("describe", "svc", "django-x")).matches("""
                        Name: +django-x
                        Namespace: +services
                        Labels: +app=django-x
                        Annotations: +<none>
                        Selector: +app=django-x
                        Type: +NodePort
                        IP Family Policy: +SingleStack
                        IP Families: +IPv4
                        IP: +10\\.96\\.\\d+\\.\\d+
                        IPs: +10\\.96\\.\\d+\\.\\d+
                        Port: +http +18111/TCP
                        TargetPort: +8111/TCP
                        NodePort: +http +3\\d{4}/TCP
                        Endpoints: +10\\.244\\.\\d+\\.\\d+:8111
                        Session Affinity: +None
                        External Traffic Policy: +Cluster
                        Internal Traffic Policy: +Cluster
                        Events: +<none>
                        """);
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
