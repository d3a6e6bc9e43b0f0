package io.navarch.model.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KindsTest {
    private final Kinds kinds = Kinds.builtIn();

    @Test
    void findsKindsByPathByObjectAndByName() {
        assertThat(kinds.byResource("apps", "v1", "deployments")
                        .orElseThrow()
                        .definition()
                        .kind())
                .isEqualTo("Deployment");
        assertThat(kinds.byKind("v1", "Pod").orElseThrow().definition().plural())
                .isEqualTo("pods");
        assertThat(kinds.byName("deploy").orElseThrow().apiVersion()).isEqualTo("apps/v1");
        assertThat(kinds.byName("ingresses.extensions").orElseThrow().apiVersion())
                .isEqualTo("extensions/v1beta1");
        assertThat(kinds.byResource("apps", "v1", "things")).isEmpty();
    }

    @Test
    void storesObjectsAtUpstreamsKeysInOneVersion() {
        assertThat(kinds.definition("", "services").orElseThrow().registryPrefix())
                .isEqualTo("services/specs");
        assertThat(kinds.definition("", "nodes").orElseThrow().registryPrefix()).isEqualTo("minions");
        assertThat(kinds.byResource("events.k8s.io", "v1", "events")
                        .orElseThrow()
                        .definition()
                        .storageVersion()
                        .apiVersion())
                .isEqualTo("v1");
        assertThat(kinds.definitions())
                .filteredOn(definition -> definition.verbs().contains("watch"))
                .allSatisfy(definition -> assertThat(definition.versions())
                        .filteredOn(KindVersion::storage)
                        .hasSize(1));
    }

    @Test
    void prefersStableVersionsAndServesLegacyOnesLast() {
        assertThat(kinds.versions("autoscaling")).containsExactly("v2", "v1", "v2beta2", "v2beta1");
        assertThat(kinds.versions("")).containsExactly("v1");
        assertThat(kinds.groups()).startsWith("").contains("extensions");
        assertThat(kinds.byResource("extensions", "v1beta1", "ingresses")
                        .orElseThrow()
                        .version()
                        .warning())
                .isEqualTo("extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use"
                        + " networking.k8s.io/v1 Ingress");
    }

    @Test
    void listsSubresourcesWithTheirKinds() {
        var pod = kinds.byResource("", "v1", "pods").orElseThrow().version();
        assertThat(pod.subresource("eviction").orElseThrow().group()).isEqualTo("policy");
        assertThat(pod.subresource("log").orElseThrow().kind()).isEqualTo("Pod");
        assertThat(pod.hasStatus()).isTrue();
        assertThat(pod.columns()).extracting(PrinterColumn::name).startsWith("Name", "Ready", "Status");
    }

    @Test
    void takesCustomKindsAtRunTimeWithoutChangingTheOldValue() {
        var pods = kinds.definition("", "pods").orElseThrow();
        var custom = new KindDefinition(
                "Foo",
                "FooList",
                "foos",
                "foo",
                List.of(),
                List.of(),
                "ex.io",
                true,
                KindDefinition.ALL_VERBS,
                List.of(new KindVersion(
                        "ex.io",
                        "v1",
                        pods.storageVersion().type(),
                        true,
                        true,
                        false,
                        "",
                        "",
                        List.of(),
                        List.of(),
                        List.of())),
                "ex.io/foos",
                pods.writeRules(),
                true);
        var more = kinds.with(custom);
        assertThat(more.byKind("ex.io/v1", "Foo")).isPresent();
        assertThat(kinds.byKind("ex.io/v1", "Foo")).isEmpty();
        assertThat(more.without("ex.io", "foos")).isEqualTo(kinds);
    }
}
