package example.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.junit.NavarchTest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What fabric8's mock server does not do by itself: nobody acts on what is stored in it. */
@NavarchTest(nodes = 2)
class ControllersBeyondTheMockServerTest extends ClientTest {
    private OwnerReference owner(String name) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(name)
                .withUid(create(name, "a", "1").getMetadata().getUid())
                .withBlockOwnerDeletion(true)
                .build();
    }

    private void dependent(String name, OwnerReference owner, String... finalizers) {
        var map = map(name, null, Map.of());
        map.getMetadata().setOwnerReferences(List.of(owner));
        map.getMetadata().setFinalizers(List.of(finalizers));
        client.resource(map).create();
    }

    private void gone(String name) {
        mapCalled(name).waitUntilCondition(Objects::isNull, SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void dependentsGoInTheBackground() {
        dependent("background-dependent", owner("background"));

        mapCalled("background")
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();

        assertThat(mapCalled("background").get()).isNull();
        gone("background-dependent");
    }

    @Test
    void ownersWaitForTheirDependentsInTheForeground() {
        dependent("foreground-dependent", owner("foreground"), "example.com/hold");

        mapCalled("foreground")
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();

        mapCalled("foreground-dependent")
                .waitUntilCondition(map -> map.getMetadata().getDeletionTimestamp() != null, SECONDS, TimeUnit.SECONDS);
        assertThat(mapCalled("foreground").get().getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
        mapCalled("foreground-dependent").edit(map -> {
            map.getMetadata().setFinalizers(List.of());
            return map;
        });
        gone("foreground");
    }

    @Test
    void orphansStayWithoutTheirOwner() {
        dependent("orphan", owner("orphan-owner"));

        mapCalled("orphan-owner")
                .withPropagationPolicy(DeletionPropagation.ORPHAN)
                .delete();

        gone("orphan-owner");
        assertThat(mapCalled("orphan").get().getMetadata().getOwnerReferences()).isEmpty();
    }

    @Test
    void dependentsOfNobodyGo() {
        var stranger = new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName("never-was")
                .withUid("00000000-0000-0000-0000-000000000001")
                .build();
        dependent("lost", stranger);
        gone("lost");
    }

    @Test
    void deploymentsRollOutToReadyPods() {
        client.resource(deployment("web", 3)).create();

        var ready = deploymentCalled("web").waitUntilReady(SECONDS, TimeUnit.SECONDS);

        assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(3);
        assertThat(podsOf("web")).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getPodIP()).isNotEmpty();
            assertThat(pod.getSpec().getNodeName()).isNotEmpty();
        });
    }

    @Test
    void deploymentsAreRolledToANewImageAndBack() {
        client.resource(deployment("rolled", 2)).create();
        deploymentCalled("rolled").waitUntilReady(SECONDS, TimeUnit.SECONDS);

        deploymentCalled("rolled").edit(seen -> {
            seen.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("web:2");
            return seen;
        });
        allRun("rolled", "web:2");
        assertThat(client.apps()
                        .replicaSets()
                        .inNamespace(NAMESPACE)
                        .withLabel("app", "rolled")
                        .list()
                        .getItems())
                .hasSize(2);

        deploymentCalled("rolled").rolling().undo();
        allRun("rolled", "web:1");
    }

    private void allRun(String app, String image) {
        deploymentCalled(app)
                .waitUntilCondition(
                        seen -> Objects.equals(
                                        seen.getStatus().getObservedGeneration(),
                                        seen.getMetadata().getGeneration())
                                && Objects.equals(seen.getStatus().getUpdatedReplicas(), 2)
                                && Objects.equals(seen.getStatus().getReadyReplicas(), 2)
                                && Objects.equals(seen.getStatus().getReplicas(), 2),
                        SECONDS,
                        TimeUnit.SECONDS);
        assertThat(podsOf(app).stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() == null))
                .hasSize(2)
                .allSatisfy(pod -> assertThat(
                                pod.getSpec().getContainers().getFirst().getImage())
                        .isEqualTo(image));
    }

    @Test
    void scalingChangesTheNumberOfPods() {
        client.resource(deployment("scaled", 1)).create();

        deploymentCalled("scaled").withTimeout(SECONDS, TimeUnit.SECONDS).scale(4);

        deploymentCalled("scaled")
                .waitUntilCondition(
                        seen -> Objects.equals(seen.getStatus().getReadyReplicas(), 4), SECONDS, TimeUnit.SECONDS);
        assertThat(podsOf("scaled")).hasSize(4);
    }

    @Test
    void jobsRunToTheirEnd() {
        client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withName("job")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withCompletions(2)
                        .withNewTemplate()
                        .withNewSpecLike(pod("work", "sh", "-c", "echo done").buildSpec())
                        .withRestartPolicy("Never")
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();

        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName("job")
                .waitUntilCondition(
                        job -> Objects.equals(job.getStatus().getSucceeded(), 2), SECONDS, TimeUnit.SECONDS);
        assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(NAMESPACE)
                        .withName("job")
                        .getLog())
                .contains("done");
    }

    @Test
    void evictionsKeepToABudget() throws InterruptedException {
        client.resource(deployment("guarded", 2)).create();
        deploymentCalled("guarded").waitUntilReady(SECONDS, TimeUnit.SECONDS);
        client.resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName("guarded")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withNewMinAvailable(2)
                        .withNewSelector()
                        .addToMatchLabels("app", "guarded")
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        var budget = client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(NAMESPACE)
                .withName("guarded");
        budget.waitUntilCondition(
                seen -> seen.getStatus() != null
                        && Objects.equals(seen.getStatus().getCurrentHealthy(), 2),
                SECONDS,
                TimeUnit.SECONDS);
        var victim = podCalled(podsOf("guarded").getFirst().getMetadata().getName());

        assertThat(victim.evict()).isFalse();

        budget.edit(seen -> {
            seen.getSpec().getMinAvailable().setValue(1);
            return seen;
        });
        await("the eviction", victim::evict);
        deploymentCalled("guarded").waitUntilReady(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void podsSayWhyTheyWait() {
        client.resource(pod("huge")
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("64"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();

        var waiting = podCalled("huge")
                .waitUntilCondition(seen -> !seen.getStatus().getConditions().isEmpty(), SECONDS, TimeUnit.SECONDS);

        assertThat(waiting.getStatus().getConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getReason()).isEqualTo("Unschedulable");
            assertThat(condition.getMessage()).startsWith("0/2 nodes are available: 2 Insufficient cpu.");
        });
    }

    @Test
    void servicesGetAddressesAndEndpoints() {
        client.resource(deployment("backend", 2)).create();
        var service = client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("backend")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "backend")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        assertThat(service.getSpec().getClusterIP()).matches("10\\.(9[6-9]|10\\d|11[01])\\..*");
        client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabel("kubernetes.io/service-name", "backend")
                .waitUntilCondition(
                        slice -> slice != null
                                && slice.getEndpoints() != null
                                && slice.getEndpoints().size() == 2
                                && slice.getEndpoints().stream()
                                        .allMatch(end -> end.getConditions().getReady()),
                        SECONDS,
                        TimeUnit.SECONDS);
    }

    @Test
    void namespacesTakeTheirObjectsAlong() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("short")
                        .endMetadata()
                        .build())
                .create();
        var account = client.serviceAccounts().inNamespace("short").withName("default");
        account.waitUntilCondition(Objects::nonNull, SECONDS, TimeUnit.SECONDS);
        client.resource(pod("inside")
                        .editMetadata()
                        .withNamespace("short")
                        .endMetadata()
                        .build())
                .create();

        client.namespaces().withName("short").delete();

        client.namespaces().withName("short").waitUntilCondition(Objects::isNull, SECONDS, TimeUnit.SECONDS);
        assertThat(client.pods().inNamespace("short").list().getItems()).isEmpty();
        Assertions.assertThatThrownBy(() -> client.resource(pod("late")
                                .editMetadata()
                                .withNamespace("short")
                                .endMetadata()
                                .build())
                        .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("namespaces \"short\" not found");
    }

    @Test
    void eventsTellWhatHappened() {
        client.resource(pod("eventful").build()).create();

        client.v1()
                .events()
                .inNamespace(NAMESPACE)
                .withField("involvedObject.name", "eventful")
                .withField("reason", "Started")
                .waitUntilCondition(Objects::nonNull, SECONDS, TimeUnit.SECONDS);
    }
}
