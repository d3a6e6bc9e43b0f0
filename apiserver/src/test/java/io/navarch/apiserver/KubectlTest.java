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
        return all.isEmpty() ? Stream.of(Path.of("none")) : Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
    }

    private Kubectl kubectl(Path binary) throws Exception {
        return Kubectl.of(
                binary, home, cluster.server.port(), cluster.pki.ca().certificate(), cluster.pki.admin());
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
        // Newer ones ask in protobuf.
        Assumptions.assumeTrue(binary.endsWith("kubectl.1.27"));
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("auth", "can-i", "create", "pods").out()).isEqualTo("yes\n");
        assertThat(kubectl.run("auth", "can-i", "--list").out()).contains("*.*", "[*]");
        assertThat(kubectl.run("auth", "can-i", "create", "pods", "--as=jane").out()).startsWith("no");
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
                """
                .formatted(name);
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
}
