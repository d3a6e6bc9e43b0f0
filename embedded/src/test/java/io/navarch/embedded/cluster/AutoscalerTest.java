package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.core.v1.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Autoscaling by the use that simulated containers report. */
class AutoscalerTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void deploy(String resources) {
        cluster.create(Deployment.KIND, """
                {'metadata':{'name':'web'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},
                  'template':{'metadata':{'labels':{'app':'web'},'annotations':{'simulated.navarch.io/cpu':'200m','simulated.navarch.io/memory':'64Mi'}},
                    'spec':{'containers':[{'name':'c','image':'web:1'%s}]}}}}""".formatted(resources));
    }

    private void scale(String target, String metrics) {
        cluster.create(HorizontalPodAutoscaler.KIND, """
                {'metadata':{'name':'web'},'spec':{'minReplicas':1,'maxReplicas':6,
                  'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'%s'},'metrics':[%s]}}""".formatted(target, metrics));
    }

    private List<String> conditions() {
        return cluster.of(HorizontalPodAutoscaler.KIND).get("web").status().conditions().stream()
                .map(c -> c.type() + "=" + c.status() + " " + c.reason() + ": " + c.message())
                .toList();
    }

    private List<String> events() {
        return cluster
                .of(Event.KIND)
                .list(ListOptions.ALL.withFields("involvedObject.name=web,involvedObject.kind=HorizontalPodAutoscaler"))
                .items()
                .stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    private void awaitReplicas(int count) throws InterruptedException {
        cluster.until(() -> {
            assertThat(cluster.of(Deployment.KIND).get("web").status().readyReplicas())
                    .isEqualTo(count);
            assertThat(cluster.of(HorizontalPodAutoscaler.KIND)
                            .get("web")
                            .status()
                            .currentReplicas())
                    .isEqualTo(count);
        });
    }

    @Test
    void followsTheUtilizationUpAndDown() throws InterruptedException {
        deploy(",'resources':{'requests':{'cpu':'100m'}}");
        scale(
                "web",
                "{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}}");
        awaitReplicas(6);
        assertThat(conditions())
                .containsExactlyInAnyOrder(
                        "AbleToScale=True ReadyForNewScale: recommended size matches current size",
                        "ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
                        "ScalingLimited=True TooManyReplicas: the desired replica count is more than the maximum replica count");
        var status = cluster.of(HorizontalPodAutoscaler.KIND).get("web").status();
        assertThat(status.currentMetrics().get(0).resource().current().averageUtilization())
                .isEqualTo(200);
        assertThat(status.currentMetrics().get(0).resource().current().averageValue())
                .isEqualTo("200m");
        cluster.until(
                () -> assertThat(events())
                        .contains(
                                "SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target",
                                "SuccessfulRescale: New size: 6; reason: cpu resource utilization (percentage of request) above target"));
        var before = cluster.clock().now();
        cluster.of(HorizontalPodAutoscaler.KIND)
                .change(
                        "web",
                        hpa -> hpa.withSpec(spec -> spec.withMetrics(List.of(spec.metrics()
                                .get(0)
                                .withResource(
                                        source -> source.withTarget(target -> target.withAverageUtilization(600)))))));
        awaitReplicas(2);
        assertThat(Duration.between(before, cluster.clock().now())).isGreaterThan(Duration.ofMinutes(4));
        cluster.until(() ->
                assertThat(events()).contains("SuccessfulRescale: New size: 2; reason: All metrics below target"));
    }

    @Test
    void scalesByAContainersAverageValue() throws InterruptedException {
        deploy("");
        scale(
                "web",
                "{'type':'ContainerResource','containerResource':{'name':'memory','container':'c','target':{'type':'AverageValue','averageValue':'32Mi'}}}");
        awaitReplicas(6);
        assertThat(conditions()).anyMatch(condition -> condition.contains("from memory container resource"));
    }

    @Test
    void saysWhatItCannotDo() throws InterruptedException {
        scale(
                "web",
                "{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}}");
        cluster.until(
                () -> assertThat(conditions())
                        .containsExactly(
                                "AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: deployments.apps \"web\" not found"));
        deploy("");
        cluster.until(
                () -> assertThat(conditions())
                        .anyMatch(
                                condition -> condition.startsWith(
                                        "ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container c of Pod web-")));
        cluster.until(
                () -> assertThat(events())
                        .anyMatch(
                                event -> event.startsWith(
                                        "FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ")));
    }

    @Test
    void unservedMetricsAreToldOf() throws InterruptedException {
        deploy("");
        scale(
                "web",
                "{'type':'External','external':{'metric':{'name':'queue'},'target':{'type':'Value','value':'5'}}}");
        cluster.until(
                () -> assertThat(conditions())
                        .anyMatch(
                                condition -> condition.startsWith(
                                        "ScalingActive=False FailedGetExternalMetric: the HPA was unable to compute the replica count: failed to get queue external metric: unable to get external metric default/queue/nil: unable to fetch metrics from external metrics API: ")));
    }
}
