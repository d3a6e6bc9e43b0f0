package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.distribution.host.OperatingSystem;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three nodes on one host, two of them network namespaces. */
@TestMethodOrder(MethodOrderer.MethodName.class) // the last ones take nodes away
@SystemTest(options = {"--nodes", "3"})
final class ThreeNodesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String NODE = OperatingSystem.detect().hostName();

    private static final String PREFERRING = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: moving}
            spec:
              replicas: 2
              selector: {matchLabels: {app: moving}}
              template:
                metadata: {labels: {app: moving}}
                spec:
                  terminationGracePeriodSeconds: 1
                  tolerations:
                  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
                  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
                  affinity:
                    nodeAffinity:
                      preferredDuringSchedulingIgnoredDuringExecution:
                      - weight: 100
                        preference:
                          matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ['%s']}]
                  containers:
                  - {name: main, image: 'appstore:5000/busybox', command: [sleep, '3600']}
            """;

    private static String pinned(String name, String node) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: %s}}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: 'appstore:5000/liuwenmao/django-hello', ports: [{containerPort: 8111}]}
                """.formatted(name, name, node);
    }

    @Test
    void allAreReady(Kubectl kubectl) {
        awaitThat(MINUTE, () -> assertThat(
                        kubectl.out("get", "nodes", "--no-headers").lines())
                .hasSize(3)
                .allMatch(line -> line.matches(NODE + "(-[23])? +Ready .*")));
    }

    @Test
    void podsOfAllNodesReachEachOtherWithoutTranslationAndServicesFromEverywhere(Kubectl kubectl) {
        List<String> nodes = List.of(NODE, NODE + "-2", NODE + "-3");
        for (int number = 1; number <= 3; number++) {
            kubectl.apply(pinned("web-" + number, nodes.get(number - 1)));
        }
        kubectl.out("wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s");
        kubectl.out("expose", "pod", "web-3", "--port=18111", "--target-port=8111", "--name=web");
        String service = kubectl.out("get", "svc", "web", "-o", "jsonpath={.spec.clusterIP}");
        for (int from = 1; from <= 3; from++) {
            for (int to = 1; to <= 3; to++) {
                String address = kubectl.out("get", "pod", "web-" + to, "-o", "jsonpath={.status.podIP}");
                String client = "web-" + from;
                String wanted = "Hostname: web-" + to;
                awaitThat(MINUTE, () -> assertThat(kubectl.out(
                                "exec", client, "--", "wget", "-q", "-O", "-", "http://" + address + ":8111/"))
                        .contains(wanted));
            }
            String client = "web-" + from;
            awaitThat(MINUTE, () -> assertThat(
                            kubectl.out("exec", client, "--", "wget", "-q", "-O", "-", "http://" + service + ":18111/"))
                    .contains("Hostname: web-3"));
            assertThat(kubectl.out("exec", client, "--", "nslookup", "kubernetes.default.svc.cluster.local"))
                    .contains("10.96.0.1");
        }
        for (int number = 2; number <= 3; number++) {
            assertThat(Programs.run(List.of(
                                    "nsenter",
                                    "--net=/run/netns/nvbr0-" + number,
                                    "--",
                                    "curl",
                                    "-sSf",
                                    "-m",
                                    "5",
                                    "http://" + service + ":18111/"))
                            .mustSucceed())
                    .contains("Hostname: web-3");
            assertThat(kubectl.out("logs", "web-" + number)).contains("listening on 8111");
        }
    }

    @Test
    void thePodsOfANodeWhoseEngineStopsAreReplacedElsewhere(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        replacedElsewhere(
                kubectl, NODE + "-2", "moving-engine", () -> navarch.killEngine(NODE + "-2"), "KubeletNotReady");
    }

    @Test
    void thePodsOfANodeThatStopsAreReplacedElsewhereAndItComesBack(Kubectl kubectl, RunningNavarch navarch)
            throws Exception {
        String lost = NODE + "-3";
        replacedElsewhere(
                kubectl,
                lost,
                "moving-node",
                () -> navarch.run("node stop", lost).mustSucceed(),
                "NodeStatusUnknown");
        navarch.run("node start", lost).mustSucceed();
        awaitThat(MINUTE, () -> assertThat(kubectl.out("get", "node", lost, "--no-headers"))
                .containsPattern(" Ready "));
        awaitThat(MINUTE, () -> assertThat(kubectl.out("get", "pods", "-l", "app=moving-node", "--no-headers")
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.contains(" Running ")));
    }

    /** Ends a node, and sees it NotReady and its pods evicted and replaced after the time that they tolerate it. */
    private static void replacedElsewhere(Kubectl kubectl, String lost, String app, Waiting.Check end, String reason)
            throws Exception {
        kubectl.apply(PREFERRING.replace("moving", app).formatted(lost));
        kubectl.out("rollout", "status", "deployment/" + app, "--timeout=90s");
        assertThat(kubectl.out("get", "pods", "-l", "app=" + app, "-o", "jsonpath={.items[*].spec.nodeName}"))
                .contains(lost);
        end.run();
        awaitThat(MINUTE.multipliedBy(2), () -> assertThat(kubectl.out("get", "node", lost, "--no-headers"))
                .containsPattern(" NotReady "));
        assertThat(kubectl.out("get", "node", lost, "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}"))
                .isEqualTo(reason);
        awaitThat(MINUTE.multipliedBy(2), () -> assertThat(kubectl.out(
                                "get",
                                "pods",
                                "-l",
                                "app=" + app,
                                "--field-selector=spec.nodeName!=" + lost,
                                "--no-headers")
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.contains(" 1/1 ") && line.contains(" Running ")));
        assertThat(kubectl.out("get", "events", "--field-selector=reason=TaintManagerEviction")
                        .lines())
                .anyMatch(line -> line.contains("Marking for deletion Pod three-nodes/" + app));
    }
}
