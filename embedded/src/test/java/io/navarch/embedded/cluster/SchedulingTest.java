package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.model.storage.v1.StorageClass;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the scheduler does besides finding free room: make room, spread, wait for volumes and gates. */
class SchedulingTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void pod(String name, String spec, String container) {
        cluster.create(
                Pod.KIND,
                "{'metadata':{'name':'%s'},'spec':{%s'terminationGracePeriodSeconds':1,'containers':[{'name':'c','image':'a:1'%s}]}}"
                        .formatted(name, spec, container));
    }

    private Pod podNow(String name) {
        return cluster.of(Pod.KIND).get(name);
    }

    private void awaitRunning(String name) throws InterruptedException {
        cluster.until(() -> assertThat(podNow(name).status().phase()).isEqualTo("Running"));
    }

    private List<String> events(String name) {
        return cluster.of(Event.KIND).list(ListOptions.ALL.withFields("involvedObject.name=" + name)).items().stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    private String scheduled(String name) {
        return podNow(name).status().conditions().stream()
                .filter(c -> c.type().equals("PodScheduled"))
                .map(c -> c.status() + " " + c.reason() + ": " + c.message())
                .findFirst()
                .orElse("");
    }

    @Test
    void lessImportantPodsMakeRoom() throws InterruptedException {
        cluster.create(PriorityClass.KIND, "{'metadata':{'name':'high'},'value':1000}");
        var big = ",'resources':{'requests':{'cpu':'3'}}";
        pod("low-a", "", big);
        pod("low-b", "", big);
        awaitRunning("low-a");
        awaitRunning("low-b");
        pod("wanting", "", big);
        cluster.until(
                () -> assertThat(scheduled("wanting"))
                        .isEqualTo(
                                "False Unschedulable: 0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."));
        pod("vip", "'priorityClassName':'high',", big);
        awaitRunning("vip");
        var names = cluster.of(Pod.KIND).list(ListOptions.ALL).items().stream()
                .map(Pod::name)
                .toList();
        assertThat(names).hasSize(3).contains("vip", "wanting").containsAnyOf("low-a", "low-b");
        var victim = names.contains("low-a") ? "low-b" : "low-a";
        cluster.until(() -> assertThat(events(victim))
                .contains("Preempted: Preempted by pod " + podNow("vip").uid() + " on node "
                        + podNow("vip").spec().nodeName()));
        assertThat(events("vip")).contains("FailedScheduling: 0/2 nodes are available: 2 Insufficient cpu.");
        assertThat(podNow("vip").status().nominatedNodeName())
                .isIn("", podNow("vip").spec().nodeName());
    }

    @Test
    void deploymentsSpreadOverNodes() throws InterruptedException {
        cluster.create(Deployment.KIND, """
                {'metadata':{'name':'web'},'spec':{'replicas':6,'selector':{'matchLabels':{'app':'web'}},
                  'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'web:1'}],
                    'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'kubernetes.io/hostname','whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'web'}}}]}}}}""");
        cluster.until(
                () -> assertThat(cluster.of(Deployment.KIND).get("web").status().readyReplicas())
                        .isEqualTo(6));
        var counts = new HashMap<String, Integer>();
        cluster.of(Pod.KIND)
                .list(ListOptions.ALL)
                .items()
                .forEach(pod -> counts.merge(pod.spec().nodeName(), 1, Integer::sum));
        assertThat(counts).containsValue(3).hasSize(2);
    }

    @Test
    void gatedPodsSaySo() throws InterruptedException {
        pod("gated", "'schedulingGates':[{'name':'example.com/wait'}],", "");
        cluster.pass(java.time.Duration.ofSeconds(5));
        assertThat(scheduled("gated"))
                .isEqualTo("False SchedulingGated: Scheduling is blocked due to non-empty scheduling gates");
        assertThat(podNow("gated").spec().nodeName()).isEmpty();
        cluster.of(Pod.KIND).change("gated", pod -> pod.withSpec(spec -> spec.withoutSchedulingGates()));
        awaitRunning("gated");
    }

    @Test
    void lateClaimsAreBoundWhereTheirPodRuns() throws InterruptedException {
        cluster.create(
                StorageClass.KIND,
                "{'metadata':{'name':'late'},'provisioner':'navarch.io/hostpath','volumeBindingMode':'WaitForFirstConsumer'}");
        cluster.create(PersistentVolumeClaim.KIND, """
                {'metadata':{'name':'data'},'spec':{'storageClassName':'late','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}""");
        cluster.until(() -> assertThat(events("data"))
                .contains("WaitForFirstConsumer: waiting for first consumer to be created before binding"));
        var mount = "'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}],";
        pod("first", mount, "");
        awaitRunning("first");
        var claim = cluster.of(PersistentVolumeClaim.KIND).get("data");
        assertThat(claim.status().phase()).isEqualTo("Bound");
        var node = podNow("first").spec().nodeName();
        assertThat(claim.metadata().annotations()).containsEntry("volume.kubernetes.io/selected-node", node);
        var volume = cluster.of(PersistentVolume.KIND).get(claim.spec().volumeName());
        assertThat(volume.spec().nodeAffinity().toString()).contains(node);
        pod("second", mount, "");
        awaitRunning("second");
        assertThat(podNow("second").spec().nodeName()).isEqualTo(node);
        var other = node.equals("node-1") ? "node-2" : "node-1";
        pod("elsewhere", mount + "'nodeSelector':{'kubernetes.io/hostname':'" + other + "'},", "");
        cluster.until(
                () -> assertThat(scheduled("elsewhere"))
                        .isEqualTo(
                                "False Unschedulable: 0/2 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."));
    }

    @Test
    void podsWaitForTheirClaims() throws InterruptedException {
        pod("user", "'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}],", "");
        cluster.until(
                () -> assertThat(scheduled("user"))
                        .isEqualTo(
                                "False Unschedulable: 0/2 nodes are available: persistentvolumeclaim \"data\" not found. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."));
        cluster.create(PersistentVolumeClaim.KIND, """
                {'metadata':{'name':'data'},'spec':{'storageClassName':'','accessModes':['ReadWriteOncePod'],'resources':{'requests':{'storage':'1Gi'}}}}""");
        cluster.until(
                () -> assertThat(scheduled("user"))
                        .startsWith(
                                "False Unschedulable: 0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. "));
        cluster.create(PersistentVolume.KIND, """
                {'metadata':{'name':'v'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOncePod'],'hostPath':{'path':'/v'}}}""");
        awaitRunning("user");
        pod("other", "'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}],", "");
        cluster.until(
                () -> assertThat(scheduled("other"))
                        .contains(
                                "2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod."));
    }
}
