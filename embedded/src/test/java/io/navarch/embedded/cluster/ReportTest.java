package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.embedded.Requests;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a cluster tells when a test has failed. */
class ReportTest {
    private static void pod(EmbeddedCluster cluster, String name, String image, String cpu) {
        var json = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default",
                 "annotations":{"simulated.navarch.io/exit-code":"3","simulated.navarch.io/run-for":"1s"}},
                 "spec":{"containers":[{"name":"c","image":"%s","resources":{"requests":{"cpu":"%s"}}}]}}""".formatted(name, image, cpu);
        cluster.client().of(Pod.KIND, "default").create(Pod.KIND.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tellsWhatIsWrongAndWhatWasDone() throws InterruptedException {
        try (var cluster = EmbeddedCluster.start(1, ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z")))) {
            pod(cluster, "huge", "web:1", "100");
            pod(cluster, "broken", "web:1", "1");
            cluster.faults().on(Requests.of("get", "configmaps")).nth(1).fail(500, "etcdserver: request timed out");
            assertThatThrownBy(
                            () -> cluster.client().of(ConfigMap.KIND, "default").get("settings"))
                    .isInstanceOf(ApiException.class);
            cluster.travel().advance(Duration.ofMinutes(1));
            assertThat(cluster.report())
                    .startsWith("Cluster navarch (https://127.0.0.1:")
                    .contains("default/huge: Pending; PodScheduled: Unschedulable: 0/1 nodes are available: "
                            + "1 Insufficient cpu.")
                    .contains("default/broken: Running; container c")
                    .contains("by system:kube-scheduler (kube-scheduler)")
                    .contains("Warning FailedScheduling Pod default/huge: 0/1 nodes are available")
                    .contains("Warning BackOff Pod default/broken: Back-off restarting failed container")
                    .contains("Requests of kubernetes-admin (navarch), the newest last:")
                    .contains("create /api/v1/namespaces/default/pods 201 in ")
                    .contains("get /api/v1/namespaces/default/configmaps/settings 500 in ")
                    .contains("Injected faults (seed 1):")
                    .doesNotContain("Requests of system:kube-scheduler");
        }
    }

    @Test
    void tellsWhyEachPodIsPending() throws InterruptedException {
        try (var cluster = new ManualCluster(1)) {
            cluster.create(Pod.KIND, """
                    {'metadata':{'name':'mounting'},'spec':{'volumes':[{'name':'v','configMap':{'name':'absent'}}],'containers':[{'name':'c','image':'a:1','volumeMounts':[{'name':'v','mountPath':'/v'}]}]}}""");
            cluster.create(Pod.KIND, """
                    {'metadata':{'name':'reading'},'spec':{'containers':[{'name':'c','image':'a:1','env':[{'name':'A','valueFrom':{'secretKeyRef':{'name':'hidden','key':'k'}}}]}]}}""");
            cluster.create(
                    Pod.KIND,
                    "{'metadata':{'name':'pulling'},'spec':{'containers':[{'name':'c','image':'missing:1'}]}}");
            cluster.create(ResourceQuota.KIND, "{'metadata':{'name':'tight'},'spec':{'hard':{'pods':'3'}}}");
            cluster.pass(Duration.ofSeconds(10));
            cluster.create(ReplicaSet.KIND, """
                    {'metadata':{'name':'refused'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}},
                     'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'a:1'}]}}}}""");
            cluster.pass(Duration.ofMinutes(1));
            assertThat(cluster.cluster().report())
                    .contains("FailedMount: MountVolume.SetUp failed for volume \"v\" : configmap \"absent\" not found")
                    .contains(
                            "default/reading: Pending; container c waits: CreateContainerConfigError: secret \"hidden\" not found")
                    .contains("default/pulling: Pending; container c waits: ImagePullBackOff: ")
                    .contains("Pods that could not be made:")
                    .containsPattern(
                            "of ReplicaSet default/refused: .*Error creating: pods \"refused-[a-z0-9]+\" is forbidden: exceeded quota: tight,"
                                    + " requested: pods=1, used: pods=3, limited: pods=3");
        }
    }
}
