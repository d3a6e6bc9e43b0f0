package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.DeleteOptions;
import io.navarch.client.ListOptions;
import io.navarch.client.Resource;
import io.navarch.embedded.RequestRecord;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.core.v1.Service;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.rbac.v1.ClusterRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each component acts under its own account, and may do what it must. */
class IdentitiesTest {
    private static final String TEMPLATE =
            "'template':{'metadata':{'labels':{'app':'%1$s'}},'spec':{%2$s'containers':[{'name':'c','image':'a:1','resources':{'requests':{'cpu':'10m'}}}]}}";
    private static final String SELECTOR = "'selector':{'matchLabels':{'app':'%1$s'}},";

    private static String set(String name, String spec) {
        return ("{'metadata':{'name':'%1$s'},'spec':{" + spec + SELECTOR + TEMPLATE + "}}").formatted(name, "");
    }

    @Test
    void nobodyIsForbiddenWhatIsHisWork() throws InterruptedException {
        try (var cluster = new ManualCluster(2)) {
            run(cluster);
            change(cluster);
            cluster.pass(Duration.ofMinutes(7));
            assertThat(cluster.requests())
                    .filteredOn(request -> request.code() == 401 || request.code() == 403)
                    .extracting(RequestRecord::toString)
                    .isEmpty();
            assertThat(cluster.requests())
                    .extracting(RequestRecord::user)
                    .contains("system:kube-scheduler", "system:node:node-1")
                    .anyMatch(user -> user.equals("system:serviceaccount:kube-system:horizontal-pod-autoscaler"))
                    .anyMatch(user -> user.equals("system:serviceaccount:kube-system:cronjob-controller"));
        }
    }

    private static void run(ManualCluster cluster) throws InterruptedException {
        cluster.create(
                ResourceQuota.KIND, "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'100','count/secrets':'9'}}}");
        cluster.create(Deployment.KIND, set("web", "'replicas':3,"));
        cluster.create(
                ReplicationController.KIND,
                ("{'metadata':{'name':'rc'},'spec':{'replicas':1,'selector':{'app':'rc'}," + TEMPLATE + "}}")
                        .formatted("rc", ""));
        cluster.create(DaemonSet.KIND, set("agent", ""));
        cluster.create(
                StatefulSet.KIND,
                set(
                        "db",
                        "'replicas':2,'serviceName':'db','volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}],"));
        cluster.create(
                Service.KIND, "{'metadata':{'name':'web'},'spec':{'selector':{'app':'web'},'ports':[{'port':80}]}}");
        var job = "'spec':{'ttlSecondsAfterFinished':30,"
                + TEMPLATE.formatted("job", "'restartPolicy':'Never',")
                        .replace("'labels'", "'annotations':{'simulated.navarch.io/run-for':'2s'},'labels'")
                + "}";
        cluster.create(Job.KIND, "{'metadata':{'name':'once'}," + job + "}");
        cluster.create(
                CronJob.KIND,
                "{'metadata':{'name':'often'},'spec':{'schedule':'* * * * *','jobTemplate':{" + job + "}}}");
        cluster.create(
                HorizontalPodAutoscaler.KIND,
                "{'metadata':{'name':'web'},'spec':{'maxReplicas':5,'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'web'},'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}}]}}");
        cluster.create(
                PodDisruptionBudget.KIND,
                "{'metadata':{'name':'web'},'spec':{'maxUnavailable':1,'selector':{'matchLabels':{'app':'web'}}}}");
        cluster.create(
                ClusterRole.KIND,
                "{'metadata':{'name':'sum'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'part':'yes'}}]},'rules':[]}");
        cluster.create(Namespace.KIND, "{'metadata':{'name':'gone'}}");
        cluster.until(() -> {
            assertThat(cluster.of(StatefulSet.KIND).get("db").status().readyReplicas())
                    .isEqualTo(2);
            assertThat(cluster.of(DaemonSet.KIND).get("agent").status().numberReady())
                    .isEqualTo(2);
            assertThat(cluster.of(HorizontalPodAutoscaler.KIND)
                            .get("web")
                            .status()
                            .conditions())
                    .isNotEmpty();
            assertThat(cluster.of(PodDisruptionBudget.KIND).get("web").status().currentHealthy())
                    .isPositive();
        });
    }

    private static void change(ManualCluster cluster) throws InterruptedException {
        cluster.of(Deployment.KIND)
                .change(
                        "web",
                        deployment -> deployment.withSpec(
                                spec -> spec.withTemplate(template -> template.withSpec(pod -> pod.withContainers(
                                        List.of(pod.containers().get(0).withImage("a:2")))))));
        cluster.of(StatefulSet.KIND).change("db", set -> set.withSpec(spec -> spec.withReplicas(1)));
        cluster.of(PersistentVolumeClaim.KIND).delete("data-db-1", DeleteOptions.DEFAULT);
        cluster.of(PersistentVolumeClaim.KIND)
                .change(
                        "data-db-0",
                        claim -> claim.withSpec(
                                spec -> spec.withResources(spec.resources().withRequests(Map.of("storage", "2Gi")))));
        cluster.of(Namespace.KIND).delete("gone", DeleteOptions.DEFAULT);
        cluster.of(Node.KIND)
                .change(
                        "node-2",
                        node -> node.withSpec(spec -> spec.withTaints(List.of(io.navarch.model.core.v1.Taint.EMPTY
                                .withKey("test")
                                .withEffect("NoExecute")))));
        Resource<Pod> pods = cluster.of(Pod.KIND);
        for (var pod : pods.list(ListOptions.ALL.withLabels("app=rc")).items()) {
            pods.change(pod.name(), stored -> stored.withMetadata(meta -> meta.withLabels(Map.of("app", "free"))));
        }
        cluster.of(Deployment.KIND).delete("web", DeleteOptions.BACKGROUND);
    }
}
