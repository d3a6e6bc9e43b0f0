package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.SystemTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes and pods use, as the kubelet tells it. */
@SystemTest
final class NodeMetricsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static String page(Kubectl kubectl, String path) {
        String node = kubectl.out("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        return kubectl.out("get", "--raw", "/api/v1/nodes/" + node + "/proxy" + path);
    }

    @Test
    void theKubeletTellsWhatAPodUses(Kubectl kubectl) {
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: busy}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: main
                    image: appstore:5000/busybox
                    command: [sh, -c, 'head -c 20000000 /dev/zero | tail & while true; do :; done']
                    resources: {limits: {cpu: 200m, memory: 64Mi}}
                """);
        kubectl.out("wait", "--for=condition=Ready", "pod/busy", "--timeout=60s");
        awaitThat(LIMIT, () -> {
            Dict pod = pod(page(kubectl, "/stats/summary"));
            Dict container = (Dict) ((List<?>) pod.get("containers")).getFirst();
            assertThat(container.get("name")).isEqualTo("main");
            assertThat(number(container, "cpu", "usageNanoCores")).isBetween(100_000_000L, 300_000_000L);
            assertThat(number(container, "memory", "workingSetBytes")).isBetween(100_000L, 64L << 20);
            assertThat(number(container, "memory", "availableBytes")).isBetween(1L, 64L << 20);
            assertThat(number(pod, "cpu", "usageCoreNanoSeconds")).isPositive();
        });
        assertThat(page(kubectl, "/metrics/resource"))
                .containsPattern(
                        "container_cpu_usage_seconds_total\\{container=\"main\",namespace=\"node-metrics\",pod=\"busy\"} \\d")
                .containsPattern("pod_memory_working_set_bytes\\{namespace=\"node-metrics\",pod=\"busy\"} \\d{6}")
                .containsPattern("node_memory_working_set_bytes \\d{8}");
        assertThat(page(kubectl, "/metrics")).contains("kubelet_running_pods ", "kubelet_running_containers{");
        kubectl.out("delete", "pod", "busy", "--now");
    }

    private static Dict pod(String summary) {
        Dict page = (Dict) JsonReader.any(summary.getBytes(StandardCharsets.UTF_8));
        return ((List<?>) page.get("pods"))
                .stream()
                        .map(Dict.class::cast)
                        .filter(pod -> ((Dict) pod.get("podRef")).get("name").equals("busy"))
                        .findFirst()
                        .orElseThrow();
    }

    private static long number(Dict object, String part, String name) {
        return ((Number) ((Dict) object.get(part)).get(name)).longValue();
    }
}
