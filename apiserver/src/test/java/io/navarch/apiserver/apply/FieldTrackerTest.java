package io.navarch.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.navarch.apiserver.registry.ApplyPatcher.Writer;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ManagedFieldsEntry;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldTrackerTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FieldTracker tracker = new FieldTracker(clock);
    private final ServedKind deployments =
            Kinds.builtIn().byResource("apps", "v1", "deployments").orElseThrow();

    private static final String FULL = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"app":"nginx"},"name":"nginx","namespace":"d"},
            "spec":{"progressDeadlineSeconds":600,"replicas":1,"selector":{"matchLabels":{"app":"nginx"}},
            "strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"},"type":"RollingUpdate"},
            "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"env":[{"name":"A","value":"b"}],
            "image":"nginx","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{}}],
            "dnsPolicy":"ClusterFirst","nodeSelector":{"a":"b"},"securityContext":{},"tolerations":[{"key":"x"}]}}},
            "status":{}}""";

    private static Struct deployment(String json) {
        return JsonReader.struct(Deployment.TYPE, json.replace("\n", "").getBytes(StandardCharsets.UTF_8));
    }

    private static List<ManagedFieldsEntry> managed(Struct object) {
        return new Deployment(object).metadata().managedFields();
    }

    private static String fields(Struct object, int index) {
        return String.valueOf(managed(object).get(index).tree().get("fieldsV1"));
    }

    private static Writer writer(String manager) {
        return new Writer(manager, "", false);
    }

    private Struct apply(Struct live, String json, String manager) {
        return tracker.apply(deployments, live, deployment(json), writer(manager));
    }

    private static String config(String spec) {
        return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"nginx\",\"namespace\":\"d\"},\"spec\":"
                + spec + "}";
    }

    @Test
    void recordsWhatACreatorWrote() {
        var created = tracker.track(deployments, null, deployment(FULL), writer("kubectl-create"));
        assertThat(fields(created, 0)).isEqualTo("""
                {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},\
                "f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},\
                "f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"nginx\\"}":\
                {".":{},"f:env":{".":{},"k:{\\"name\\":\\"A\\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{},\
                "f:ports":{".":{},"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},\
                "f:resources":{}}},"f:dnsPolicy":{},"f:nodeSelector":{},"f:securityContext":{},"f:tolerations":{}}}}}""");
        assertThat(managed(created).get(0).tree().with("fieldsV1", null)).hasToString("""
                {"apiVersion":"apps/v1","fieldsType":"FieldsV1","manager":"kubectl-create","operation":"Update",\
                "time":"2026-01-01T00:00:00Z"}""");
    }

    @Test
    void theFastWayForCreatesEqualsTheComparisonWithNothing() {
        var object = deployment(FULL);
        var compared = Comparison.between(Deployment.TYPE.empty(), object).changed();
        var created = tracker.track(deployments, null, object, writer("m"));
        var fast = FieldSetJson.read(managed(created).get(0).tree().get("fieldsV1"));
        assertThat(compared.without(FieldSet.of(List.of(
                        List.of("f:apiVersion"),
                        List.of("f:kind"),
                        List.of("f:metadata", "f:name"),
                        List.of("f:metadata", "f:namespace")))))
                .isEqualTo(fast);
        assertThat(fast.toString()).isEqualTo(fields(created, 0));
    }

    @Test
    void anUpdateTakesOverWhatItChanges() {
        var created = tracker.track(deployments, null, deployment(FULL), writer("creator"));
        clock.advance(Duration.ofSeconds(5));
        var scaled = deployment(FULL.replace("\"replicas\":1", "\"replicas\":2"));
        var updated = tracker.track(deployments, created, scaled, writer("scaler"));
        assertThat(managed(updated)).extracting(ManagedFieldsEntry::manager).containsExactly("creator", "scaler");
        assertThat(fields(updated, 0)).doesNotContain("f:replicas");
        assertThat(fields(updated, 1)).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
        clock.advance(Duration.ofSeconds(5));
        assertThat(tracker.track(deployments, updated, scaled, writer("other"))).isEqualTo(updated);
    }

    @Test
    void statusWritersDoNotOwnTheSpec() {
        var created = tracker.track(deployments, null, deployment(FULL), writer("creator"));
        var changed = deployment(FULL.replace("\"status\":{}", "\"status\":{\"replicas\":1}")
                .replace("\"replicas\":1,\"sel", "\"replicas\":7,\"sel"));
        clock.advance(Duration.ofSeconds(1));
        var updated = tracker.track(deployments, created, changed, new Writer("controller", "status", false));
        assertThat(fields(updated, 1)).isEqualTo("{\"f:status\":{\"f:replicas\":{}}}");
        assertThat(fields(updated, 0)).contains("f:replicas");
        assertThat(managed(updated).get(1).subresource()).isEqualTo("status");
    }

    @Test
    void anApplyCreates() {
        var applied = tracker.apply(deployments, null, deployment(config("{\"replicas\":3}")), writer("me"));
        assertThat(managed(applied).get(0).operation()).isEqualTo("Apply");
        assertThat(fields(applied, 0)).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void anApplyMergesByKeyAndRemovesWhatItNoLongerStates() {
        var template = "{\"template\":{\"spec\":{\"containers\":[%s]}}}";
        var both = apply(
                deployment(FULL),
                config(template.formatted("{\"name\":\"nginx\",\"args\":[\"x\"]},{\"name\":\"side\",\"image\":\"s\"}")),
                "me");
        assertThat(new Deployment(both).spec().template().spec().containers())
                .extracting(io.navarch.model.core.v1.Container::name)
                .containsExactly("nginx", "side");
        assertThat(managed(both)).extracting(ManagedFieldsEntry::manager).containsExactly("me", "before-first-apply");
        var one = apply(both, config(template.formatted("{\"name\":\"nginx\"}")), "me");
        var containers = new Deployment(one).spec().template().spec().containers();
        assertThat(containers).hasSize(1);
        assertThat(containers.getFirst().args()).isEmpty();
        assertThat(containers.getFirst().image()).isEqualTo("nginx");
        assertThat(new Deployment(one).name()).isEqualTo("nginx");
    }

    @Test
    void aConflictNamesTheManagerAndTheFields() {
        var live = tracker.track(deployments, null, deployment(FULL), writer("kubectl-client-side-apply"));
        assertThatThrownBy(() -> apply(live, config("{\"replicas\":3}"), "me"))
                .hasMessage(
                        "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.replicas")
                .asInstanceOf(type(ApiException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(409);
                    assertThat(e.status().details().causes())
                            .extracting(StatusCause::reason, StatusCause::field)
                            .containsExactly(
                                    org.assertj.core.groups.Tuple.tuple("FieldManagerConflict", ".spec.replicas"));
                });
        assertThatThrownBy(() -> apply(
                        live,
                        config(
                                "{\"replicas\":3,\"template\":{\"spec\":{\"containers\":[{\"name\":\"nginx\",\"image\":\"b\"}]}}}"),
                        "me"))
                .hasMessage(
                        "Apply failed with 2 conflicts: conflicts with \"kubectl-client-side-apply\" using apps/v1:\n"
                                + "- .spec.replicas\n- .spec.template.spec.containers[name=\"nginx\"].image");
    }

    @Test
    void forceTakesTheField() {
        var live = tracker.track(deployments, null, deployment(FULL), writer("other"));
        var forced =
                tracker.apply(deployments, live, deployment(config("{\"replicas\":3}")), new Writer("me", "", true));
        assertThat(new Deployment(forced).spec().replicas()).isEqualTo(3);
        assertThat(fields(forced, 1)).doesNotContain("f:replicas");
    }

    @Test
    void sharedFieldsStayUntilTheLastOwnerLetsGo() {
        var one = apply(deployment(config("{}")), config("{\"paused\":true}"), "a");
        var two = apply(one, config("{\"paused\":true}"), "b");
        var aLeft = apply(two, config("{}"), "a");
        assertThat(new Deployment(aLeft).spec().paused()).isTrue();
        assertThat(new Deployment(apply(aLeft, config("{}"), "b")).spec().paused())
                .isFalse();
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        var one = apply(deployment(FULL), config("{\"replicas\":1}"), "me");
        clock.advance(Duration.ofHours(1));
        assertThat(apply(one, config("{\"replicas\":1}"), "me")).isEqualTo(one);
    }

    @Test
    void refusesElementsThatCannotBeToldApart() {
        assertThatThrownBy(() -> apply(
                        deployment(FULL),
                        config("{\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\"},{\"name\":\"a\"}]}}}"),
                        "me"))
                .hasMessage("failed to create typed patch object (d/nginx; apps/v1, Kind=Deployment): "
                        + ".spec.template.spec.containers: duplicate entries for key [name=\"a\"]");
        assertThatThrownBy(() -> apply(
                        deployment(FULL),
                        config("{\"template\":{\"spec\":{\"containers\":[{\"image\":\"a\"}]}}}"),
                        "me"))
                .hasMessageEndingWith(
                        ".spec.template.spec.containers: element 0: associative list with keys has an element "
                                + "that omits key field \"name\"");
    }

    @Test
    void oldUpdatersShareAnEntry() {
        var object = tracker.track(deployments, null, deployment(FULL), writer("creator"));
        for (int i = 0; i < 14; i++) {
            clock.advance(Duration.ofSeconds(1));
            var metadata = new Deployment(object).metadata();
            var annotated = metadata.withAnnotations(io.navarch.model.tree.Dict.of(metadata.annotations())
                    .with("k" + i, "v")
                    .typed());
            object = tracker.track(
                    deployments,
                    object,
                    new Deployment(object).withMetadata(annotated).tree(),
                    writer("m" + i));
        }
        assertThat(managed(object)).hasSize(10);
        assertThat(managed(object).getFirst().manager()).isEqualTo("ancient-changes");
        assertThat(fields(object, 0)).contains("f:k0", "f:k4", "f:replicas");
    }

    @Test
    void anEmptyEntryResetsTracking() {
        var live = tracker.track(deployments, null, deployment(FULL), writer("creator"));
        var reset = deployment(FULL.replace(
                "\"name\":\"nginx\",\"namespace\"", "\"managedFields\":[{}],\"name\":\"nginx\",\"namespace\""));
        assertThat(managed(tracker.track(deployments, live, reset, writer("x"))))
                .isEmpty();
    }
}
