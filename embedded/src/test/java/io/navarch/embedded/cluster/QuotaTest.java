package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.DeleteOptions;
import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.LimitRange;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quotas and limit ranges, by admission and controller together. */
class QuotaTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(1);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void quota(String hard) throws InterruptedException {
        cluster.create(ResourceQuota.KIND, "{'metadata':{'name':'q'},'spec':{'hard':{" + hard + "}}}");
        cluster.until(() -> assertThat(
                        cluster.of(ResourceQuota.KIND).get("q").status().hard())
                .isNotEmpty());
    }

    private void awaitUsed(String expected) throws InterruptedException {
        cluster.until(() -> assertThat(new TreeMap<>(
                        cluster.of(ResourceQuota.KIND).get("q").status().used()))
                .hasToString(expected));
    }

    private void pod(String name) {
        cluster.create(
                Pod.KIND,
                "{'metadata':{'name':'" + name
                        + "'},'spec':{'containers':[{'name':'c','image':'a:1','resources':{'requests':{'cpu':'500m'}}}]}}");
    }

    @Test
    void whatIsGoneMayBeUsedAgain() throws InterruptedException {
        quota("'pods':'2','requests.cpu':'1','count/configmaps':'2','configmaps':'3'");
        awaitUsed("{configmaps=1, count/configmaps=1, pods=0, requests.cpu=0}");
        pod("a");
        pod("b");
        awaitUsed("{configmaps=1, count/configmaps=1, pods=2, requests.cpu=1}");
        assertThatThrownBy(() -> pod("c"))
                .hasMessage(
                        "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=500m, used: pods=2,requests.cpu=1, limited: pods=2,requests.cpu=1");
        cluster.of(Pod.KIND).delete("a", DeleteOptions.NOW);
        awaitUsed("{configmaps=1, count/configmaps=1, pods=1, requests.cpu=500m}");
        pod("c");
        cluster.create(ConfigMap.KIND, "{'metadata':{'name':'m'}}");
        awaitUsed("{configmaps=2, count/configmaps=2, pods=2, requests.cpu=1}");
        cluster.of(ConfigMap.KIND).delete("m", DeleteOptions.DEFAULT);
        awaitUsed("{configmaps=1, count/configmaps=1, pods=2, requests.cpu=1}");
        cluster.of(ResourceQuota.KIND)
                .change(
                        "q",
                        q -> q.withSpec(
                                spec -> spec.withHard(java.util.Map.of("pods", "5", "count/deployments.apps", "1"))));
        awaitUsed("{count/deployments.apps=0, pods=2}");
    }

    @Test
    void aReplicaSetIsToldWhyItsPodsAreRefused() throws InterruptedException {
        quota("'pods':'1'");
        cluster.create(Deployment.KIND, """
                {'metadata':{'name':'web'},'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web'}},
                  'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'web:1'}]}}}}""");
        cluster.until(() -> assertThat(
                        cluster.of(ReplicaSet.KIND).list(ListOptions.ALL).items())
                .flatExtracting(set -> set.status().conditions())
                .anySatisfy(condition -> {
                    assertThat(condition.type()).isEqualTo("ReplicaFailure");
                    assertThat(condition.reason()).isEqualTo("FailedCreate");
                    assertThat(condition.message())
                            .contains("exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1");
                }));
        awaitUsed("{pods=1}");
        cluster.of(ResourceQuota.KIND)
                .change("q", q -> q.withSpec(spec -> spec.withHard(java.util.Map.of("pods", "3"))));
        cluster.until(
                () -> assertThat(cluster.of(Deployment.KIND).get("web").status().readyReplicas())
                        .isEqualTo(3));
        awaitUsed("{pods=3}");
    }

    @Test
    void chargesThatCameToNothingAreTakenBackInTime() throws InterruptedException {
        quota("'pods':'3'");
        pod("a");
        assertThatThrownBy(() -> pod("a")).hasMessage("pods \"a\" already exists");
        cluster.pass(Duration.ofMinutes(6));
        awaitUsed("{pods=1}");
    }

    @Test
    void limitRangesGiveDefaultsThatQuotasCount() throws InterruptedException {
        cluster.create(
                LimitRange.KIND,
                "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','default':{'memory':'128Mi'},'defaultRequest':{'memory':'64Mi'},'max':{'cpu':'2','memory':'1Gi'},'min':{'memory':'32Mi'}}]}}");
        quota("'requests.memory':'1Gi','limits.memory':'1Gi'");
        pod("a");
        awaitUsed("{limits.memory=128Mi, requests.memory=64Mi}");
        assertThatThrownBy(
                        () -> cluster.create(
                                Pod.KIND,
                                "{'metadata':{'name':'big'},'spec':{'containers':[{'name':'c','image':'a:1','resources':{'limits':{'cpu':'3','memory':'16Mi'}}}]}}"))
                .hasMessage(
                        "pods \"big\" is forbidden: [minimum memory usage per Container is 32Mi, but request is 16Mi, maximum cpu usage per Container is 2, but limit is 3]");
    }
}
