package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.DeleteOptions;
import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The loops of a cluster working together: controllers, scheduler and nodes, in one process. */
class WorkloadTest {
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void runsTheReplicasOfAControllerBehindItsService() throws InterruptedException {
        var client = cluster.client();
        client.of(Service.KIND, "default").create(Service.KIND.read(json("""
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"hello"},
                 "spec":{"selector":{"app":"hello"},"ports":[{"port":80,"targetPort":8111}]}}""")));
        client.of(ReplicationController.KIND, "default").create(ReplicationController.KIND.read(json("""
                {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"hello"},
                 "spec":{"replicas":3,"template":{"metadata":{"labels":{"app":"hello"}},
                   "spec":{"containers":[{"name":"c","image":"hello:1"}]}}}}""")));
        Await.until(Duration.ofSeconds(20), () -> {
            var set = client.of(ReplicationController.KIND, "default").get("hello");
            assertThat(set.status().readyReplicas()).isEqualTo(3);
            var endpoints = client.of(Endpoints.KIND, "default").get("hello");
            assertThat(endpoints.subsets()).hasSize(1);
            assertThat(endpoints.subsets().get(0).addresses()).hasSize(3);
            var slices = client.of(EndpointSlice.KIND, "default")
                    .list(ListOptions.ALL.withLabels("kubernetes.io/service-name=hello"));
            assertThat(slices.items()).hasSize(1);
            assertThat(slices.items().get(0).endpoints()).hasSize(3);
        });
        var pods = client.of(Pod.KIND, "default")
                .list(ListOptions.ALL.withLabels("app=hello"))
                .items();
        assertThat(pods).extracting(pod -> pod.spec().nodeName()).contains("node-1", "node-2");
    }

    @Test
    void rollsADeploymentToANewImageAndDeletesAllOfIt() throws InterruptedException {
        var client = cluster.client();
        client.of(Deployment.KIND, "default").create(Deployment.KIND.read(json("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
                 "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
                   "template":{"metadata":{"labels":{"app":"web"}},
                     "spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"web:1"}]}}}}""")));
        awaitRolledOut("web");
        client.of(Deployment.KIND, "default")
                .change(
                        "web",
                        web -> web.withSpec(spec -> spec.withTemplate(
                                template -> template.withSpec(pod -> pod.withContainers(java.util.List.of(
                                        pod.containers().get(0).withImage("web:2")))))));
        awaitRolledOut("web");
        var sets = client.of(ReplicaSet.KIND, "default")
                .list(ListOptions.ALL.withLabels("app=web"))
                .items();
        assertThat(sets).hasSize(2);
        client.of(Deployment.KIND, "default").delete("web", DeleteOptions.BACKGROUND);
        Await.until(Duration.ofSeconds(20), () -> {
            assertThat(client.of(ReplicaSet.KIND, "default")
                            .list(ListOptions.ALL.withLabels("app=web"))
                            .items())
                    .isEmpty();
            assertThat(client.of(Pod.KIND, "default")
                            .list(ListOptions.ALL.withLabels("app=web"))
                            .items())
                    .isEmpty();
        });
    }

    private static void awaitRolledOut(String name) throws InterruptedException {
        Await.until(Duration.ofSeconds(20), () -> {
            var web = cluster.client().of(Deployment.KIND, "default").get(name);
            assertThat(web.status().observedGeneration())
                    .isEqualTo(web.metadata().generation());
            assertThat(web.status().updatedReplicas()).isEqualTo(web.spec().replicas());
            assertThat(web.status().replicas()).isEqualTo(web.spec().replicas());
            assertThat(web.status().availableReplicas()).isEqualTo(web.spec().replicas());
        });
    }
}
