package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.DeleteOptions;
import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.storage.v1.StorageClass;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims and volumes on a cluster with simulated nodes. */
class VolumeTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private PersistentVolumeClaim claim(String name, String spec) {
        return cluster.create(PersistentVolumeClaim.KIND, """
                {'metadata':{'name':'%s'},'spec':{%s'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}""".formatted(name, spec));
    }

    private void volume(String name, String size, String spec) {
        cluster.create(PersistentVolume.KIND, """
                {'metadata':{'name':'%s'},'spec':{%s'capacity':{'storage':'%s'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/data/%s'}}}""".formatted(name, spec, size, name));
    }

    private PersistentVolumeClaim claimNow(String name) {
        return cluster.of(PersistentVolumeClaim.KIND).get(name);
    }

    private String volumePhase(String name) {
        return cluster.of(PersistentVolume.KIND).get(name).status().phase();
    }

    private void awaitPhase(String name, String phase) throws InterruptedException {
        cluster.until(() -> assertThat(claimNow(name).status().phase()).isEqualTo(phase));
    }

    private List<String> events(String name) {
        return cluster.of(Event.KIND).list(ListOptions.ALL.withFields("involvedObject.name=" + name)).items().stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    @Test
    void aClaimWithoutClassGetsAVolumeOfTheDefaultClass() throws InterruptedException {
        assertThat(cluster.of(StorageClass.KIND).get("standard").metadata().annotations())
                .containsEntry("storageclass.kubernetes.io/is-default-class", "true");
        var claim = claim("data", "");
        awaitPhase("data", "Bound");
        var bound = claimNow("data");
        var name = "pvc-" + claim.uid();
        assertThat(bound.spec().storageClassName()).isEqualTo("standard");
        assertThat(bound.spec().volumeName()).isEqualTo(name);
        assertThat(bound.status().capacity()).containsEntry("storage", "1Gi");
        assertThat(bound.metadata().annotations())
                .containsEntry("pv.kubernetes.io/bind-completed", "yes")
                .containsEntry("volume.kubernetes.io/storage-provisioner", "navarch.io/hostpath");
        cluster.until(() -> assertThat(volumePhase(name)).isEqualTo("Bound"));
        cluster.until(() -> assertThat(events("data"))
                .contains("ProvisioningSucceeded: Successfully provisioned volume " + name
                        + " using navarch.io/hostpath"));
        cluster.of(PersistentVolumeClaim.KIND).delete("data", DeleteOptions.DEFAULT);
        cluster.until(() -> assertThat(
                        cluster.of(PersistentVolume.KIND).list(ListOptions.ALL).items())
                .isEmpty());
    }

    @Test
    void theSmallestSufficientVolumeIsTakenAndKeptAfterwards() throws InterruptedException {
        volume("large", "5Gi", "");
        volume("small", "500Mi", "");
        volume("right", "2Gi", "");
        cluster.until(() -> assertThat(volumePhase("right")).isEqualTo("Available"));
        cluster.until(() -> assertThat(volumePhase("large")).isEqualTo("Available"));
        claim("data", "'storageClassName':'',");
        awaitPhase("data", "Bound");
        assertThat(claimNow("data").spec().volumeName()).isEqualTo("right");
        assertThat(claimNow("data").status().capacity()).containsEntry("storage", "2Gi");
        cluster.of(PersistentVolumeClaim.KIND).delete("data", DeleteOptions.DEFAULT);
        cluster.until(() -> assertThat(volumePhase("right")).isEqualTo("Released"));
        claim("more", "'storageClassName':'','volumeName':'right',");
        awaitPhase("more", "Pending");
        cluster.until(() -> assertThat(events("more"))
                .contains("FailedBinding: volume \"right\" already bound to a different claim."));
    }

    @Test
    void withoutClassAndVolumeItWaits() throws InterruptedException {
        claim("data", "'storageClassName':'',");
        awaitPhase("data", "Pending");
        cluster.until(() -> assertThat(events("data"))
                .contains("FailedBinding: no persistent volumes available for this claim and no storage class is set"));
        claim("odd", "'storageClassName':'none',");
        cluster.until(() -> assertThat(events("odd"))
                .contains("ProvisioningFailed: storageclass.storage.k8s.io \"none\" not found"));
        volume("late", "1Gi", "");
        awaitPhase("data", "Bound");
    }

    @Test
    void aClaimInUseStaysUntilItsPodIsGone() throws InterruptedException {
        claim("data", "");
        awaitPhase("data", "Bound");
        cluster.create(Pod.KIND, """
                {'metadata':{'name':'user'},'spec':{'containers':[{'name':'c','image':'a:1','volumeMounts':[{'name':'v','mountPath':'/v'}]}],'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}]}}""");
        cluster.until(() ->
                assertThat(cluster.of(Pod.KIND).get("user").status().phase()).isEqualTo("Running"));
        cluster.of(PersistentVolumeClaim.KIND).delete("data", DeleteOptions.DEFAULT);
        cluster.pass(java.time.Duration.ofSeconds(5));
        assertThat(claimNow("data").metadata().hasDeletionTimestamp()).isTrue();
        cluster.of(Pod.KIND).delete("user", DeleteOptions.NOW);
        cluster.until(() ->
                assertThat(cluster.of(PersistentVolumeClaim.KIND).find("data")).isEmpty());
        cluster.until(() -> assertThat(
                        cluster.of(PersistentVolume.KIND).list(ListOptions.ALL).items())
                .isEmpty());
    }

    @Test
    void claimsGrow() throws InterruptedException {
        claim("data", "");
        awaitPhase("data", "Bound");
        cluster.of(PersistentVolumeClaim.KIND)
                .change(
                        "data",
                        claim -> claim.withSpec(
                                spec -> spec.withResources(spec.resources().withRequests(Map.of("storage", "3Gi")))));
        cluster.until(() -> assertThat(claimNow("data").status().capacity()).containsEntry("storage", "3Gi"));
        assertThat(cluster.of(PersistentVolume.KIND)
                        .get(claimNow("data").spec().volumeName())
                        .spec()
                        .capacity())
                .containsEntry("storage", "3Gi");
    }

    @Test
    void aBoundClaimThatLosesItsVolumeIsLost() throws InterruptedException {
        claim("data", "");
        awaitPhase("data", "Bound");
        var name = claimNow("data").spec().volumeName();
        cluster.of(PersistentVolume.KIND).delete(name, DeleteOptions.DEFAULT);
        cluster.until(() -> assertThat(
                        cluster.of(PersistentVolume.KIND).get(name).metadata().hasDeletionTimestamp())
                .isTrue());
        // Protection holds it; somebody takes the protection off by force.
        cluster.of(PersistentVolume.KIND).change(name, volume -> volume.withMetadata(meta -> meta.withoutFinalizers()));
        awaitPhase("data", "Lost");
        cluster.until(() -> assertThat(events("data"))
                .contains("ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!"));
    }

    @Test
    void statefulSetsKeepTheirClaims() throws InterruptedException {
        cluster.create(StatefulSet.KIND, """
                {'metadata':{'name':'db'},'spec':{'replicas':2,'serviceName':'db','selector':{'matchLabels':{'app':'db'}},
                  'template':{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c','image':'db:1'}]}},
                  'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}]}}""");
        cluster.until(
                () -> assertThat(cluster.of(StatefulSet.KIND).get("db").status().readyReplicas())
                        .isEqualTo(2));
        assertThat(cluster.of(PersistentVolumeClaim.KIND).list(ListOptions.ALL).items())
                .hasSize(2)
                .allMatch(claim -> claim.status().phase().equals("Bound"));
        var before = claimNow("data-db-1").uid();
        cluster.of(StatefulSet.KIND).change("db", set -> set.withSpec(spec -> spec.withReplicas(1)));
        cluster.until(() -> assertThat(cluster.of(Pod.KIND).find("db-1")).isEmpty());
        assertThat(claimNow("data-db-1").uid()).isEqualTo(before);
    }

    @Test
    void ephemeralVolumesGoWithTheirPod() throws InterruptedException {
        cluster.create(Pod.KIND, """
                {'metadata':{'name':'user'},'spec':{'containers':[{'name':'c','image':'a:1'}],
                  'volumes':[{'name':'scratch','ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}}}]}}""");
        awaitPhase("user-scratch", "Bound");
        cluster.of(Pod.KIND).delete("user", DeleteOptions.NOW);
        cluster.until(() -> assertThat(cluster.of(PersistentVolumeClaim.KIND).find("user-scratch"))
                .isEmpty());
    }
}
