package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.systemtests.fixture.Answer;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.SystemTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pod finds: names that resolve, and an account with which it may speak to the API server. */
@SystemTest
final class PodNetworkIdentityTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String NAMESPACE = "pod-network-identity";

    private static void client(Kubectl kubectl) {
        if (!kubectl.run("get", "pod", "client").succeeded()) {
            kubectl.out(
                    "run",
                    "client",
                    "--image=appstore:5000/busybox",
                    "--restart=Never",
                    "--command",
                    "--",
                    "sleep",
                    "3600");
        }
        kubectl.out("wait", "--for=condition=Ready", "pod/client", "--timeout=60s");
    }

    @Test
    void serviceNamesResolveShortAndWhole(Kubectl kubectl) {
        client(kubectl);
        kubectl.out("create", "service", "clusterip", "django-x", "--tcp=18111:8111");
        String address = kubectl.out("get", "svc", "django-x", "-o", "jsonpath={.spec.clusterIP}");
        String whole = "django-x." + NAMESPACE + ".svc.cluster.local";
        for (String name : new String[] {whole, "kubernetes.default.svc.cluster.local"}) {
            String wanted = name.equals(whole) ? address : "10.96.0.1";
            awaitThat(MINUTE, () -> assertThat(kubectl.out("exec", "client", "--", "nslookup", name))
                    .contains(wanted));
        }
        for (String name :
                new String[] {"django-x", "django-x." + NAMESPACE, "django-x." + NAMESPACE + ".svc", whole}) {
            assertThat(kubectl.run("exec", "client", "--", "ping", "-c", "1", "-W", "1", name)
                            .out())
                    .as(name)
                    .startsWith("PING " + name + " (" + address + ")");
        }
        assertThat(kubectl.run("exec", "client", "--", "nslookup", "nobody." + NAMESPACE + ".svc.cluster.local")
                        .out())
                .contains("NXDOMAIN");
    }

    @Test
    void namesOutsideTheClusterResolveAsOnTheHost(Kubectl kubectl) {
        String name = "deb.debian.org";
        Answer host = Programs.run(List.of("getent", "ahostsv4", name));
        assumeTrue(host.succeeded(), "needs a host that resolves " + name);
        client(kubectl);
        // Some names have other addresses at each question; one of the host's is always there.
        awaitThat(MINUTE, () -> assertThat(
                        kubectl.out("exec", "client", "--", "nslookup", name).lines())
                .anyMatch(line -> line.startsWith("Address:")
                        && host.lines().stream().anyMatch(known -> line.endsWith(known.split(" ")[0]))));
    }

    @Test
    void theResolverIsConfiguredForTheCluster(Kubectl kubectl) {
        client(kubectl);
        assertThat(kubectl.out("exec", "client", "--", "cat", "/etc/resolv.conf"))
                .contains("search " + NAMESPACE + ".svc.cluster.local svc.cluster.local cluster.local")
                .contains("nameserver 10.96.0.10")
                .contains("options ndots:5");
    }

    @Test
    void theServiceAccountIsMountedAndAccepted(Kubectl kubectl, @TempDir Path temporary) throws Exception {
        client(kubectl);
        String folder = "/var/run/secrets/kubernetes.io/serviceaccount";
        assertThat(kubectl.out("exec", "client", "--", "cat", folder + "/namespace"))
                .isEqualTo(NAMESPACE);
        String token = kubectl.out("exec", "client", "--", "cat", folder + "/token");
        assertThat(token.split("\\.")).hasSize(3);
        Path authority = temporary.resolve("ca.crt");
        Files.writeString(authority, kubectl.out("exec", "client", "--", "cat", folder + "/ca.crt"));
        assertThat(authority).content().contains("BEGIN CERTIFICATE");
        assertThat(kubectl.run("--token=" + token, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
                        .out())
                .satisfiesAnyOf(
                        name -> assertThat(name).isEqualTo("system:serviceaccount:" + NAMESPACE + ":default"),
                        // A client certificate in the kubeconfig comes before the token.
                        name -> assertThat(name).isEqualTo("kubernetes-admin"));
        assertThat(kubectl.out(
                        "exec", "client", "--", "sh", "-c", "echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT"))
                .isEqualTo("10.96.0.1:443\n");
        assertThat(Programs.run(List.of(
                                "curl",
                                "-s",
                                "-m",
                                "5",
                                "--cacert",
                                authority.toString(),
                                "--resolve",
                                "kubernetes.default:443:10.96.0.1",
                                "-H",
                                "Authorization: Bearer " + token,
                                "https://kubernetes.default/version"))
                        .mustSucceed())
                .contains("\"gitVersion\": \"v1.36");
        assertThat(Programs.run(List.of(
                                "curl",
                                "-sk",
                                "-m",
                                "5",
                                "-H",
                                "Authorization: Bearer " + token,
                                "https://10.96.0.1/api/v1/namespaces/default/secrets"))
                        .mustSucceed())
                .contains("secrets is forbidden: User \\\"system:serviceaccount:" + NAMESPACE
                        + ":default\\\" cannot list resource");
    }
}
