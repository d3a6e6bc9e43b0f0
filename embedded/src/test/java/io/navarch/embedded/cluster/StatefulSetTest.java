package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** StatefulSets on a cluster with simulated nodes. */
class StatefulSetTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(1);
        cluster.create(StatefulSet.KIND, """
                {'metadata':{'name':'db'},'spec':{'replicas':3,'serviceName':'db','selector':{'matchLabels':{'app':'db'}},
                  'template':{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c','image':'db:1'}]}}}}""");
        awaitReady(3);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private List<Pod> pods() {
        return cluster.of(Pod.KIND).list(ListOptions.ALL.withLabels("app=db")).items();
    }

    private void awaitReady(int count) throws InterruptedException {
        cluster.until(() -> {
            var status = cluster.of(StatefulSet.KIND).get("db").status();
            assertThat(status.readyReplicas()).isEqualTo(count);
            assertThat(status.replicas()).isEqualTo(count);
            assertThat(status.currentRevision()).isEqualTo(status.updateRevision());
            assertThat(status.currentReplicas()).isEqualTo(count);
        });
    }

    @Test
    void makesRollsAndScalesInOrder() throws InterruptedException {
        assertThat(pods()).extracting(Pod::name).containsExactlyInAnyOrder("db-0", "db-1", "db-2");
        cluster.of(StatefulSet.KIND)
                .change(
                        "db",
                        set -> set.withSpec(
                                spec -> spec.withTemplate(template -> template.withSpec(pod -> pod.withContainers(
                                        List.of(pod.containers().get(0).withImage("db:2")))))));
        cluster.until(() -> assertThat(pods())
                .hasSize(3)
                .allMatch(pod -> pod.spec().containers().get(0).image().equals("db:2")));
        awaitReady(3);
        cluster.of(StatefulSet.KIND).change("db", set -> set.withSpec(spec -> spec.withReplicas(1)));
        cluster.until(() -> assertThat(pods()).extracting(Pod::name).containsExactly("db-0"));
        assertThat(cluster.of(PersistentVolumeClaim.KIND).list(ListOptions.ALL).items())
                .isEmpty();
    }

    @Test
    void replacesAPodUnderItsName() throws InterruptedException {
        var before = cluster.of(Pod.KIND).get("db-1").uid();
        cluster.of(Pod.KIND).delete("db-1", io.navarch.client.DeleteOptions.DEFAULT);
        cluster.until(() -> assertThat(cluster.of(Pod.KIND).get("db-1").uid()).isNotEqualTo(before));
        awaitReady(3);
    }

    @Test
    void claimsGoWithScaledPodsAndTheSetIfItSaysSo() throws InterruptedException {
        cluster.create(StatefulSet.KIND, """
                {'metadata':{'name':'tmp'},'spec':{'replicas':2,'serviceName':'tmp','selector':{'matchLabels':{'app':'tmp'}},
                  'persistentVolumeClaimRetentionPolicy':{'whenScaled':'Delete','whenDeleted':'Delete'},
                  'template':{'metadata':{'labels':{'app':'tmp'}},'spec':{'containers':[{'name':'c','image':'db:1'}]}},
                  'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}]}}""");
        cluster.until(() -> assertThat(
                        cluster.of(StatefulSet.KIND).get("tmp").status().readyReplicas())
                .isEqualTo(2));
        cluster.of(StatefulSet.KIND).change("tmp", set -> set.withSpec(spec -> spec.withReplicas(1)));
        cluster.until(() -> assertThat(claimNames()).containsExactly("data-tmp-0"));
        cluster.of(StatefulSet.KIND).delete("tmp", io.navarch.client.DeleteOptions.BACKGROUND);
        cluster.until(() -> assertThat(claimNames()).isEmpty());
    }

    private List<String> claimNames() {
        return cluster.of(PersistentVolumeClaim.KIND).list(ListOptions.ALL).items().stream()
                .map(PersistentVolumeClaim::name)
                .toList();
    }
}
