package example.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.navarch.junit.NavarchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What fabric8's mock server does not know about writing and reading objects. */
@NavarchTest
class ObjectsBeyondTheMockServerTest extends ClientTest {
    private static KubernetesClientException refusal(ThrowingCallable call) {
        return catchThrowableOfType(KubernetesClientException.class, call);
    }

    private static List<String> names(KubernetesResourceList<? extends HasMetadata> list) {
        return list.getItems().stream()
                .map(item -> item.getMetadata().getName())
                .toList();
    }

    @Test
    void serverSideApplyCreatesAnObject() {
        var applied = client.resource(map("applied", null, Map.of("a", "1")))
                .fieldManager("first")
                .serverSideApply();

        assertThat(applied.getMetadata().getUid()).isNotEmpty();
        assertThat(applied.getMetadata().getManagedFields()).singleElement().satisfies(entry -> {
            assertThat(entry.getManager()).isEqualTo("first");
            assertThat(entry.getOperation()).isEqualTo("Apply");
        });
    }

    @Test
    void serverSideApplyNamesTheManagerInItsWay() {
        client.resource(map("owned", null, Map.of("a", "1")))
                .fieldManager("first")
                .serverSideApply();
        var changed = map("owned", null, Map.of("a", "2"));

        var refused =
                refusal(() -> client.resource(changed).fieldManager("second").serverSideApply());
        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(refused.getStatus().getMessage())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"first\": .data.a");
        assertThat(refused.getStatus().getDetails().getCauses()).singleElement().satisfies(cause -> {
            assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
            assertThat(cause.getField()).isEqualTo(".data.a");
        });

        var forced =
                client.resource(changed).fieldManager("second").forceConflicts().serverSideApply();
        assertThat(forced.getData()).containsEntry("a", "2");
    }

    @Test
    void serverSideApplyTakesAwayWhatIsNoLongerApplied() {
        client.resource(map("shrinking", null, Map.of("a", "1", "b", "2")))
                .fieldManager("first")
                .serverSideApply();
        mapCalled("shrinking")
                .edit(map -> new ConfigMapBuilder(map).addToData("c", "3").build());

        var applied = client.resource(map("shrinking", null, Map.of("a", "1")))
                .fieldManager("first")
                .serverSideApply();

        assertThat(applied.getData()).containsOnlyKeys("a", "c");
    }

    @Test
    void strategicMergeKnowsTheKeysOfLists() {
        client.resource(deployment("merged", 0)).create();

        var merged = deploymentCalled("merged")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"side:1\"}]}}}}");

        assertThat(merged.getSpec().getTemplate().getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("web", "side");
    }

    @Test
    void jsonPatchRefusesAFailedTest() {
        create("tested", "a", "1");

        var refused = refusal(() -> mapCalled("tested")
                .patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"2\"}]"));

        assertThat(refused.getCode()).isEqualTo(422);
    }

    @Test
    void labelSelectors() {
        client.resource(map("front", Map.of("suite", "labels", "tier", "front"), Map.of()))
                .create();
        client.resource(map("back", Map.of("suite", "labels", "tier", "back"), Map.of()))
                .create();
        client.resource(map("bare", Map.of("suite", "labels"), Map.of())).create();
        var maps = client.configMaps().inNamespace(NAMESPACE).withLabel("suite", "labels");

        assertThat(names(maps.withLabel("tier", "back").list())).containsExactly("back");
        assertThat(names(maps.withoutLabel("tier", "back").list())).containsExactly("bare", "front");
        assertThat(names(maps.withLabelIn("tier", "front", "back").list())).containsExactly("back", "front");
        assertThat(names(maps.withLabelNotIn("tier", "front").list())).containsExactly("back", "bare");
        assertThat(names(maps.withoutLabel("tier").list())).containsExactly("bare");
    }

    @Test
    void fieldSelectors() {
        var node = running(pod("placed")).get().getSpec().getNodeName();
        client.resource(pod("pending")
                        .editSpec()
                        .withNodeSelector(Map.of("no", "where"))
                        .endSpec()
                        .build())
                .create();
        var pods = client.pods().inNamespace(NAMESPACE);

        assertThat(names(pods.withField("spec.nodeName", node).list()))
                .contains("placed")
                .doesNotContain("pending");
        assertThat(names(pods.withField("status.phase", "Running").list()))
                .contains("placed")
                .doesNotContain("pending");
        assertThat(names(pods.withoutField("status.phase", "Running").list())).containsExactly("pending");
        assertThat(names(pods.withField("metadata.name", "placed").list())).containsExactly("placed");
        assertThat(refusal(() -> pods.withField("spec.colour", "red").list()).getCode())
                .isEqualTo(400);
    }

    @Test
    void limitAndContinue() {
        for (int number = 0; number < 7; number++) {
            client.resource(map("page-" + number, Map.of("suite", "pages"), Map.of()))
                    .create();
        }
        var maps = client.configMaps().inNamespace(NAMESPACE).withLabel("suite", "pages");

        var sizes = new ArrayList<Integer>();
        var seen = new ArrayList<String>();
        var token = "";
        do {
            var page = maps.list(
                    new ListOptionsBuilder().withLimit(3L).withContinue(token).build());
            sizes.add(page.getItems().size());
            seen.addAll(names(page));
            token = page.getMetadata().getContinue();
            if (sizes.size() == 1) {
                // A list is of one moment, however long its reader takes.
                client.resource(map("page-9", Map.of("suite", "pages"), Map.of()))
                        .create();
            }
        } while (token != null && !token.isEmpty());

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(seen).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4", "page-5", "page-6");
    }

    @Test
    void staleUpdatesConflict() {
        var stale = create("contended", "a", "1");
        mapCalled("contended")
                .edit(map -> new ConfigMapBuilder(map).addToData("a", "2").build());

        var refused = refusal(() -> client.resource(
                        new ConfigMapBuilder(stale).addToData("a", "3").build())
                .lockResourceVersion(stale.getMetadata().getResourceVersion())
                .update());

        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getMessage())
                .isEqualTo("Operation cannot be fulfilled on configmaps \"contended\": the object has been modified; "
                        + "please apply your changes to the latest version and try again");
    }

    @Test
    void resourceVersionsChangeOnlyWithTheObject() {
        var created = create("versioned", "a", "1");
        var same = client.resource(map("versioned", null, Map.of("a", "1"))).update();
        assertThat(same.getMetadata().getResourceVersion())
                .isEqualTo(created.getMetadata().getResourceVersion());

        var changed = client.resource(map("versioned", null, Map.of("a", "2"))).update();
        assertThat(Long.parseLong(changed.getMetadata().getResourceVersion()))
                .isGreaterThan(Long.parseLong(created.getMetadata().getResourceVersion()));
    }

    @Test
    void generationsCountWhatIsWanted() {
        client.resource(deployment("counted", 0)).create();
        var labelled = deploymentCalled("counted").edit(one -> {
            one.getMetadata().setLabels(Map.of("a", "b"));
            return one;
        });
        assertThat(labelled.getMetadata().getGeneration()).isEqualTo(1);
        var changed = deploymentCalled("counted").edit(one -> {
            one.getSpec().setPaused(true);
            return one;
        });
        assertThat(changed.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void generatedNames() {
        var one = new ConfigMapBuilder()
                .withNewMetadata()
                .withGenerateName("generated-")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build();

        assertThat(List.of(client.resource(one).create(), client.resource(one).create()))
                .extracting(created -> created.getMetadata().getName())
                .allMatch(name -> name.matches("generated-[a-z0-9]{5}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void defaultsAndAdmission() {
        var created = client.resource(pod("defaulted").build()).create();

        assertThat(created.getSpec().getServiceAccountName()).isEqualTo("default");
        assertThat(created.getSpec().getRestartPolicy()).isEqualTo("Always");
        assertThat(created.getSpec().getTolerations()).hasSize(2);
        assertThat(created.getSpec().getVolumes())
                .anyMatch(volume -> volume.getName().startsWith("kube-api-access-"));
        assertThat(created.getStatus().getQosClass()).isEqualTo("BestEffort");
    }

    @Test
    void invalidObjectsAreRefused() {
        var invalid = deployment("Invalid_Name", -1);
        invalid.getSpec().getSelector().setMatchLabels(Map.of("app", "other"));

        var refused = refusal(() -> client.resource(invalid).create());

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(refused.getStatus().getDetails().getCauses())
                .extracting(cause -> cause.getField())
                .contains("metadata.name", "spec.replicas", "spec.template.metadata.labels");
    }

    @Test
    void quotasRefuseWhatIsTooMuch() throws InterruptedException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("poor")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("one-pod")
                        .withNamespace("poor")
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity("1"))
                        .endSpec()
                        .build())
                .create();
        await("the quota is counted", () -> {
            var status = client.resourceQuotas()
                    .inNamespace("poor")
                    .withName("one-pod")
                    .get()
                    .getStatus();
            return status.getHard() != null && status.getHard().containsKey("pods");
        });
        client.resource(pod("first")
                        .editMetadata()
                        .withNamespace("poor")
                        .endMetadata()
                        .build())
                .create();

        var refused = refusal(() -> client.resource(pod("second")
                        .editMetadata()
                        .withNamespace("poor")
                        .endMetadata()
                        .build())
                .create());

        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(refused.getStatus().getMessage())
                .isEqualTo(
                        "pods \"second\" is forbidden: exceeded quota: one-pod, requested: pods=1, used: pods=1, limited: pods=1");
    }

    @Test
    void limitRangesGiveDefaults() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("ranged")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new LimitRangeBuilder()
                        .withNewMetadata()
                        .withName("defaults")
                        .withNamespace("ranged")
                        .endMetadata()
                        .withNewSpec()
                        .addNewLimit()
                        .withType("Container")
                        .addToDefault("memory", new Quantity("64Mi"))
                        .endLimit()
                        .endSpec()
                        .build())
                .create();

        var created = client.resource(pod("small")
                        .editMetadata()
                        .withNamespace("ranged")
                        .endMetadata()
                        .build())
                .create();

        assertThat(created.getSpec().getContainers().getFirst().getResources().getRequests())
                .containsEntry("memory", new Quantity("64Mi"));
    }

    @Test
    void finalizersHoldADeletedObject() {
        var held = map("held", null, Map.of());
        held.getMetadata().setFinalizers(List.of("example.com/hold"));
        client.resource(held).create();

        mapCalled("held").delete();
        assertThat(mapCalled("held").get().getMetadata().getDeletionTimestamp()).isNotNull();

        mapCalled("held").edit(map -> {
            map.getMetadata().setFinalizers(List.of());
            return map;
        });
        assertThat(mapCalled("held").get()).isNull();
    }

    @Test
    void dryRunsLeaveNothing() {
        var tried =
                client.resource(map("tried", null, Map.of("a", "1"))).dryRun().create();

        assertThat(tried.getMetadata().getUid()).isNotEmpty();
        assertThat(mapCalled("tried").get()).isNull();
    }
}
