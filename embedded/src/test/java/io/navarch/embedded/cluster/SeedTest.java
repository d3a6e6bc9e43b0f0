package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a cluster makes up itself, and a seed repeats. */
class SeedTest {
    private static final List<NodeShape> NODES = List.of(NodeShape.named("a"), NodeShape.named("b"));

    @Test
    void namesUidsAndAddressesAreRepeated() throws InterruptedException {
        var first = madeUp(5);
        assertThat(first).hasSize(7).isEqualTo(madeUp(5)).doesNotContainAnyElementsOf(madeUp(6));
    }

    private static List<String> madeUp(long seed) throws InterruptedException {
        var settings = ClusterSettings.DEFAULT.withNodes(NODES).withSeed(seed);
        try (var cluster =
                EmbeddedCluster.start(settings, ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z")))) {
            cluster.travel().advance(Duration.ofSeconds(20));
            create(cluster, Service.KIND, "{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':80}]}}");
            create(cluster, Deployment.KIND, """
                    {'metadata':{'name':'web'},'spec':{'replicas':3,'selector':{'matchLabels':{'app':'w'}},'template':{
                     'metadata':{'labels':{'app':'w'}},'spec':{'containers':[{'name':'c','image':'a'}]}}}}""");
            create(cluster, Job.KIND, """
                    {'metadata':{'generateName':'job-'},'spec':{'completions':2,'template':{
                     'metadata':{'annotations':{'simulated.navarch.io/run-for':'3s'}},
                     'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'a'}]}}}}""");
            cluster.travel().advance(Duration.ofSeconds(20));
            var pods = cluster.client().of(Pod.KIND, "default").list(ListOptions.ALL).items().stream()
                    .map(pod -> pod.name() + " " + pod.uid());
            var service = cluster.client().of(Service.KIND, "default").get("s").spec();
            return Stream.concat(
                            Stream.of(
                                    service.clusterIP(),
                                    cluster.client()
                                            .of(Deployment.KIND, "default")
                                            .get("web")
                                            .uid()),
                            pods)
                    .sorted()
                    .toList();
        }
    }

    private static <T extends KubeObject<T>> void create(EmbeddedCluster cluster, Kind<T> kind, String json) {
        cluster.client()
                .of(kind, "default")
                .create(kind.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
