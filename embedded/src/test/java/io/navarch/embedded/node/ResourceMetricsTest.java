package io.navarch.embedded.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.request.User;
import io.navarch.client.Call;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.ClusterRoleBinding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code metrics.k8s.io} over simulated nodes, as clients and {@code kubectl top} ask for it. */
@SuppressWarnings("NullAway.Init")
class ResourceMetricsTest {
    private static EmbeddedCluster cluster;

    @TempDir
    static Path home;

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(2);
        pod("hungry", "250m", "64Mi");
        pod("modest", "1m", "4Mi");
        Pods.await(cluster.client(), "hungry", pod -> pod.status().phase().equals("Running"));
        Pods.await(cluster.client(), "modest", pod -> pod.status().phase().equals("Running"));
    }

    private static void pod(String name, String cpu, String memory) {
        cluster.client().of(Pod.KIND, "default").create(Pod.KIND.read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"},"annotations":{
                "simulated.navarch.io/cpu":"%s","simulated.navarch.io/memory":"%s"}},
                "spec":{"containers":[{"name":"a","image":"i:1"},{"name":"b","image":"i:1"}]}}""".formatted(name, name, cpu, memory)
                .getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String get(String path) {
        var answer = cluster.client().transport().call(Call.get(path));
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void answersPodsByNameByLabelAndByNamespace() {
        var one = get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/hungry");
        assertThat(one)
                .startsWith("200 {")
                .contains("\"kind\":\"PodMetrics\"", "\"apiVersion\":\"metrics.k8s.io/v1beta1\"")
                .contains("\"labels\":{\"app\":\"hungry\"}", "\"timestamp\":\"", "\"window\":\"10s\"")
                .contains("\"containers\":[{\"name\":\"a\",\"usage\":{\"cpu\":\"250m\",\"memory\":\"64Mi\"}}");
        assertThat(get("/apis/metrics.k8s.io/v1beta1/pods?labelSelector=app%3Dmodest"))
                .startsWith("200")
                .contains("\"kind\":\"PodMetricsList\"", "modest")
                .doesNotContain("hungry");
        assertThat(get("/apis/metrics.k8s.io/v1beta1/namespaces/kube-system/pods"))
                .contains("\"items\":[]");
        assertThat(get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/none"))
                .startsWith("404")
                .contains("pods \\\"default/none\\\" not found");
    }

    @Test
    void answersNodes() {
        assertThat(get("/apis/metrics.k8s.io/v1beta1/nodes")).contains("\"name\":\"node-1\"", "\"name\":\"node-2\"");
        assertThat(get("/apis/metrics.k8s.io/v1beta1/nodes/node-1"))
                .contains("\"kind\":\"NodeMetrics\"", "\"usage\":{\"cpu\":\"");
        assertThat(get("/apis/metrics.k8s.io/v1beta1/nodes/node-9"))
                .startsWith("404")
                .contains("nodes \\\"node-9\\\" not found");
    }

    @Test
    void isDiscoveredAndMayBeRead() {
        assertThat(get("/apis/metrics.k8s.io/v1beta1")).contains("\"kind\":\"PodMetrics\",\"name\":\"pods\"");
        assertThat(get("/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io"))
                .startsWith("200")
                .contains("k8s-app");
        assertThat(cluster.client()
                        .of(ClusterRole.KIND)
                        .get("system:aggregated-metrics-reader")
                        .metadata()
                        .labels())
                .containsEntry("rbac.authorization.k8s.io/aggregate-to-view", "true");
        assertThat(get("/openapi/v3/apis/metrics.k8s.io/v1beta1")).contains("PodMetrics");
    }

    @Test
    void isReadByThoseWhoMayView() {
        cluster.client().of(ClusterRoleBinding.KIND).create(ClusterRoleBinding.KIND.read("""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"viewers"},
                "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
                "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"vera"}]}""".getBytes(
                        StandardCharsets.UTF_8)));
        var vera = cluster.plane().client(User.of("vera"), "test");
        var call = Call.get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods");
        Pods.until(() -> vera.transport().call(call).status() == 200);
        var service = get("/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io");
        assertThat(service).contains("\"type\":\"Available\"", "\"status\":\"True\"");
    }

    static Stream<Path> kubectls() throws Exception {
        var all = Kubectl.binaries();
        return all.isEmpty() ? Stream.of(Path.of("none")) : all.stream();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void feedsKubectlTop(Path binary) throws Exception {
        Assumptions.assumeFalse(Kubectl.binaries().isEmpty(), "there is no kubectl");
        var kubectl = new Kubectl(binary, home, cluster.kubeconfig());
        assertThat(kubectl.run("top", "pods").both().replaceAll(" +", " "))
                .startsWith("NAME CPU(cores) MEMORY(bytes) \nhungry 500m 128Mi \nmodest 2m 8Mi");
        assertThat(kubectl.run("top", "pod", "hungry", "--containers").both().replaceAll(" +", " "))
                .contains("hungry a 250m 64Mi", "hungry b 250m 64Mi");
        assertThat(kubectl.run("top", "nodes").both().replaceAll(" +", " "))
                .startsWith("NAME CPU(cores) CPU")
                .containsPattern("node-1 \\d+m \\d+% \\d+Mi \\d+%");
        assertThat(kubectl.run("get", "podmetrics").both().replaceAll(" +", " "))
                .startsWith("NAME CPU MEMORY WINDOW\nhungry 500m 128Mi 10s");
    }
}
