package example.official;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.PolicyV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Eviction;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudgetSpec;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.wait.Wait;
import io.navarch.junit.NavarchTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The official client with a server that has rules, and controllers that act on what is stored. */
@NavarchTest
class ObjectsBeyondAMockTest extends ClientTest {
    private static List<String> names(V1ConfigMapList list) {
        return list.getItems().stream().map(map -> map.getMetadata().getName()).toList();
    }

    private static String apply(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\"},\"data\":{\"a\":\"" + value + "\"}}";
    }

    private V1ConfigMap applied(String name, String value, String manager, boolean force) throws Exception {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap(name, NAMESPACE, new V1Patch(apply(name, value)))
                        .fieldManager(manager)
                        .force(force)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
    }

    @Test
    void serverSideApplyCreatesAndNamesTheManagerInItsWay() throws Exception {
        assertThat(applied("applied", "1", "first", false).getMetadata().getUid())
                .isNotEmpty();

        var refused = refusal(() -> applied("applied", "2", "second", false));
        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getResponseBody())
                .contains("Apply failed with 1 conflict: conflict with \\\"first\\\": .data.a", "FieldManagerConflict");
        assertThat(applied("applied", "2", "second", true).getData()).containsEntry("a", "2");
    }

    @Test
    void strategicMergeKnowsTheKeysOfLists() throws Exception {
        apps.createNamespacedDeployment(NAMESPACE, deployment("merged", 0)).execute();
        var patch = "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"side:1\"}]}}}}";

        var merged = PatchUtils.patch(
                V1Deployment.class,
                () -> apps.patchNamespacedDeployment("merged", NAMESPACE, new V1Patch(patch))
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                client);

        assertThat(merged.getSpec().getTemplate().getSpec().getContainers())
                .extracting(V1Container::getName)
                .containsExactlyInAnyOrder("web", "side");
    }

    @Test
    void jsonPatchTestsAndReplaces() throws Exception {
        create(map("patched", null, Map.of("a", "1")));
        var patched = patch(
                "patched",
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"1\"},{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]");
        assertThat(patched.getData()).containsOnlyKeys("a", "b");
        assertThat(refusal(() -> patch(
                                "patched",
                                V1Patch.PATCH_FORMAT_JSON_PATCH,
                                "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"2\"}]"))
                        .getCode())
                .isEqualTo(422);
    }

    @Test
    void labelSelectors() throws Exception {
        create(map("front", Map.of("suite", "labels", "tier", "front"), null));
        create(map("back", Map.of("suite", "labels", "tier", "back"), null));
        create(map("bare", Map.of("suite", "labels"), null));

        assertThat(selected("suite=labels,tier=back")).containsExactly("back");
        assertThat(selected("suite=labels,tier!=back")).containsExactly("bare", "front");
        assertThat(selected("suite=labels,tier in (front, back)")).containsExactly("back", "front");
        assertThat(selected("suite=labels,tier notin (front)")).containsExactly("back", "bare");
        assertThat(selected("suite=labels,!tier")).containsExactly("bare");
        assertThat(refusal(() -> selected("suite==,==")).getCode()).isEqualTo(400);
    }

    private List<String> selected(String selector) throws Exception {
        return names(
                core.listNamespacedConfigMap(NAMESPACE).labelSelector(selector).execute());
    }

    @Test
    void fieldSelectors() throws Exception {
        var node = running(pod("placed")).getSpec().getNodeName();
        var waiting = pod("pending");
        waiting.getSpec().nodeSelector(Map.of("no", "where"));
        core.createNamespacedPod(NAMESPACE, waiting).execute();

        assertThat(pods("spec.nodeName=" + node)).contains("placed").doesNotContain("pending");
        assertThat(pods("status.phase=Running")).contains("placed").doesNotContain("pending");
        assertThat(pods("status.phase!=Running,metadata.name=pending")).containsExactly("pending");
        assertThat(refusal(() -> pods("spec.colour=red")).getCode()).isEqualTo(400);
    }

    private List<String> pods(String selector) throws Exception {
        return core.listNamespacedPod(NAMESPACE).fieldSelector(selector).execute().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void limitAndContinue() throws Exception {
        for (int number = 0; number < 7; number++) {
            create(map("page-" + number, Map.of("suite", "pages"), null));
        }
        var seen = new ArrayList<String>();
        var remaining = new ArrayList<Long>();
        String token = null;
        do {
            var page = core.listNamespacedConfigMap(NAMESPACE)
                    .limit(3)
                    ._continue(token)
                    .execute();
            seen.addAll(names(page));
            remaining.add(page.getMetadata().getRemainingItemCount());
            token = page.getMetadata().getContinue();
        } while (token != null && !token.isEmpty());

        assertThat(seen).containsSubsequence("page-0", "page-1", "page-2", "page-3", "page-4", "page-5", "page-6");
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(remaining.getFirst()).isGreaterThanOrEqualTo(4);
        assertThat(remaining.getLast()).isNull();
        assertThat(refusal(() -> core.listNamespacedConfigMap(NAMESPACE)
                                ._continue("nonsense")
                                .execute())
                        .getCode())
                .isEqualTo(400);
    }

    @Test
    void staleUpdatesConflict() throws Exception {
        var stale = create(map("contended", null, Map.of("a", "1")));
        patch("contended", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"a\":\"2\"}}");

        var refused = refusal(() -> core.replaceNamespacedConfigMap("contended", NAMESPACE, stale.putDataItem("a", "3"))
                .execute());

        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getResponseBody()).contains("the object has been modified");
    }

    @Test
    void ownersTakeTheirDependentsAlong() throws Exception {
        var owner = create(map("owner", null, null));
        var dependent = map("dependent", null, null);
        dependent
                .getMetadata()
                .ownerReferences(List.of(new V1OwnerReference()
                        .apiVersion("v1")
                        .kind("ConfigMap")
                        .name("owner")
                        .uid(owner.getMetadata().getUid())
                        .blockOwnerDeletion(true)));
        create(dependent);

        core.deleteNamespacedConfigMap("owner", NAMESPACE)
                .body(new V1DeleteOptions().propagationPolicy("Foreground"))
                .execute();

        await(
                "both are gone",
                () -> !names(core.listNamespacedConfigMap(NAMESPACE).execute()).contains("owner"));
        assertThat(names(core.listNamespacedConfigMap(NAMESPACE).execute())).doesNotContain("dependent");
    }

    @Test
    void finalizersHoldADeletedObject() throws Exception {
        var held = map("held", null, null);
        held.getMetadata().finalizers(List.of("example.com/hold"));
        create(held);

        core.deleteNamespacedConfigMap("held", NAMESPACE).execute();
        assertThat(core.readNamespacedConfigMap("held", NAMESPACE)
                        .execute()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNotNull();
        patch("held", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"metadata\":{\"finalizers\":null}}");
        assertThat(refusal(() -> core.readNamespacedConfigMap("held", NAMESPACE).execute())
                        .getCode())
                .isEqualTo(404);
    }

    @Test
    void evictionsKeepToABudget() throws Exception {
        apps.createNamespacedDeployment(NAMESPACE, deployment("guarded", 1)).execute();
        assertThat(Wait.poll(Duration.ofMillis(50), Duration.ofSeconds(SECONDS), () -> ready("guarded") == 1))
                .isTrue();
        var policy = new PolicyV1Api(client);
        var budget = new V1PodDisruptionBudget()
                .metadata(new V1ObjectMeta().name("guarded"))
                .spec(new V1PodDisruptionBudgetSpec()
                        .minAvailable(new IntOrString(1))
                        .selector(new V1LabelSelector().matchLabels(Map.of("app", "guarded"))));
        policy.createNamespacedPodDisruptionBudget(NAMESPACE, budget).execute();
        await("the budget is counted", () -> {
            var status = policy.readNamespacedPodDisruptionBudget("guarded", NAMESPACE)
                    .execute()
                    .getStatus();
            return Objects.equals(status.getCurrentHealthy(), 1);
        });
        var victim = core.listNamespacedPod(NAMESPACE)
                .labelSelector("app=guarded")
                .execute()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        var eviction = new V1Eviction().metadata(new V1ObjectMeta().name(victim));

        var refused = refusal(() ->
                core.createNamespacedPodEviction(victim, NAMESPACE, eviction).execute());
        assertThat(refused.getCode()).isEqualTo(429);
        assertThat(refused.getResponseBody())
                .contains("Cannot evict pod as it would violate the pod's disruption budget.");
    }

    private int ready(String deployment) {
        try {
            var ready = apps.readNamespacedDeployment(deployment, NAMESPACE)
                    .execute()
                    .getStatus()
                    .getReadyReplicas();
            return ready == null ? 0 : ready;
        } catch (ApiException e) {
            throw new IllegalStateException(e.getResponseBody(), e);
        }
    }
}
