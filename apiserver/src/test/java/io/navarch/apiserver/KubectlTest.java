package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real kubectls make of the server; the oldest and the newest of those that are there. */
class KubectlTest {
    @SuppressWarnings("NullAway.Init")
    private static TestCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeFalse(Kubectl.binaries().isEmpty(), "there is no kubectl");
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Path> kubectls() throws Exception {
        var all = Kubectl.binaries();
        return all.isEmpty()
                ? Stream.of(Path.of("none"))
                : Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
    }

    private Kubectl kubectl(Path binary) throws Exception {
        return Kubectl.of(binary, home, cluster.server.port(), cluster.pki.ca().certificate(), cluster.pki.admin());
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void readsVersionAndResources(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("version").both()).contains("v1.36.0+navarch");
        var resources = kubectl.run("api-resources", "-o", "wide");
        assertThat(resources.both()).contains("deployments", "configmaps", "create,delete,deletecollection");
        assertThat(kubectl.run("api-versions").out()).contains("apps/v1\n", "v1\n", "rbac.authorization.k8s.io/v1\n");
        assertThat(kubectl.run("cluster-info").out()).contains("is running at");
        assertThat(kubectl.run("get", "--raw", "/readyz?verbose").out()).contains("[+]ping ok", "readyz check passed");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void findsWhatTheServerMadeAtItsStart(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        var namespaces = kubectl.run("get", "ns");
        assertThat(namespaces.out()).contains("default", "kube-system", "kube-public", "kube-node-lease", "Active");
        assertThat(kubectl.run("get", "svc", "kubernetes").out()).contains("10.96.0.1", "443/TCP");
        assertThat(kubectl.run("get", "endpoints,endpointslices", "kubernetes").both())
                .contains("192.0.2.10:" + cluster.server.port());
        assertThat(kubectl.run("get", "clusterroles").out()).contains("cluster-admin", "system:node");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void tellsWhoMayDoWhat(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("auth", "can-i", "create", "pods").out()).isEqualTo("yes\n");
        assertThat(kubectl.run("auth", "can-i", "--list").out()).contains("*.*", "[*]");
        assertThat(kubectl.run("auth", "can-i", "create", "pods", "--as=jane").out())
                .startsWith("no");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void createsValidatesAndExplains(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        var name = binary.getFileName().toString().replaceAll("[^a-z0-9]", "-");
        var manifest = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: default}
                data: {a: b}
                """.formatted(name);
        var created = kubectl.run(manifest, List.of("create", "-f", "-"));
        assertThat(created.both()).isEqualTo("configmap/" + name + " created\n");
        var applied = kubectl.run(manifest.replace("a: b", "a: c"), List.of("apply", "-f", "-"));
        assertThat(applied.out()).isEqualTo("configmap/" + name + " configured\n");
        var refused = kubectl.run(manifest.replace("\ndata:", "\ndota:"), List.of("replace", "-f", "-"));
        assertThat(refused.err()).contains("unknown field \"dota\"");
        var forbidden = kubectl.run("get", "secrets", "--as=jane");
        assertThat(forbidden.err())
                .isEqualTo("Error from server (Forbidden): secrets is forbidden: User \"jane\" cannot list resource"
                        + " \"secrets\" in API group \"\" in the namespace \"default\"\n");
        var explained = kubectl.run("explain", "deployment.spec.replicas");
        assertThat(explained.both()).contains("KIND:       Deployment", "FIELD: replicas <integer>");
        assertThat(kubectl.run("explain", "pod.spec.containers").both()).contains("-required-", "image\t<string>");
        assertThat(kubectl.run("delete", "configmap", name).exit()).isZero();
    }

    /** Newer ones send what they generate as protobuf. */
    @ParameterizedTest
    @MethodSource("kubectls")
    void createsWhatItGenerates(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        var name = "made-by-" + binary.getFileName().toString().replaceAll("[^a-z0-9]", "-");
        assertThat(kubectl.run("create", "namespace", name).both()).isEqualTo("namespace/" + name + " created\n");
        var in = "--namespace=" + name;
        for (var words : List.of(
                "deployment web --image=nginx --replicas=2 --port=80",
                "configmap settings --from-literal=a=b",
                "secret generic key --from-literal=a=b",
                "service clusterip web --tcp=80:8080",
                "ingress web --rule=example.org/=web:80",
                "role reader --verb=get --resource=pods",
                "rolebinding reader --role=reader --user=jane",
                "serviceaccount robot",
                "quota most --hard=pods=10",
                "job once --image=busybox -- true",
                "cronjob often --image=busybox --schedule=*/5 * * * * -- true",
                "poddisruptionbudget web --selector=app=web --min-available=1")) {
            var arguments = new java.util.ArrayList<>(List.of("create"));
            arguments.addAll(List.of(words.replace("*/5 * * * *", "*/5_*_*_*_*").split(" ")));
            arguments.replaceAll(word -> word.replace('_', ' '));
            arguments.add(2, in);
            var created = kubectl.run("", arguments);
            assertThat(created.both()).as(words).endsWith(" created\n");
        }
        assertThat(kubectl.run("get", "deployment", "web", in, "-o", "jsonpath={.spec.replicas} {.spec.template.spec}")
                        .out())
                .startsWith("2 {")
                .contains("\"image\":\"nginx\"", "\"containerPort\":80");
        assertThat(kubectl.run("get", "secret", "key", in, "-o", "jsonpath={.data.a}")
                        .out())
                .isEqualTo("Yg==");
        assertThat(kubectl.run("describe", "deployment", "web", in).out())
                .contains("2 desired", "25% max unavailable, 25% max surge", "80/TCP");
        var scaled = kubectl.run("scale", "deployment", "web", "--replicas=0", in);
        assertThat(scaled.both()).isEqualTo("deployment.apps/web scaled\n");
        assertThat(kubectl.run("get", "deployment", "web", in, "-o", "jsonpath={.spec.replicas}")
                        .out())
                .isEqualTo("0");
        assertThat(kubectl.run("delete", "deployment", "web", in, "--cascade=orphan", "--wait=false")
                        .both())
                .contains("deleted");
        assertThat(kubectl.run("create", "token", "robot", in).out()).contains(".");
    }
}
