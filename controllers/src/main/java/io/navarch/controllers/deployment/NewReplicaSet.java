package io.navarch.controllers.deployment;

import io.navarch.controllers.pods.Pods;
import io.navarch.controllers.pods.TemplateHash;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.apps.v1.ReplicaSetSpec;
import io.navarch.model.meta.v1.LabelSelector;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ReplicaSet of a Deployment's present template: finding it, making it, keeping its annotations. Pure logic. */
final class NewReplicaSet {
    /** Annotations of the Deployment that its sets do not take over. */
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            Sets.REVISION,
            Sets.REVISION_HISTORY,
            Sets.DESIRED,
            Sets.MAX,
            "deprecated.deployment.rollback.to");

    private NewReplicaSet() {}

    /** The oldest set with the Deployment's template. */
    static Optional<ReplicaSet> find(Deployment deployment, Collection<ReplicaSet> sets) {
        return sets.stream()
                .sorted(Sets.OLDEST_FIRST)
                .filter(set -> TemplateHash.same(
                        set.spec().template(), deployment.spec().template()))
                .findFirst();
    }

    static ReplicaSet make(Deployment deployment, List<ReplicaSet> old, long revision) {
        var template = deployment.spec().template();
        int collisions = deployment.status().collisionCount();
        var hash = TemplateHash.of(template, collisions);
        Map<String, String> labels = new HashMap<>(template.metadata().labels());
        labels.put(TemplateHash.LABEL, hash);
        var selector = deployment.spec().selector();
        Map<String, String> matchLabels = new HashMap<>(selector.matchLabels());
        matchLabels.put(TemplateHash.LABEL, hash);
        var set = ReplicaSet.EMPTY
                .withMetadata(meta -> meta.withName(deployment.name() + "-" + hash)
                        .withNamespace(deployment.namespace())
                        .withLabels(labels)
                        .withOwnerReferences(List.of(Pods.controllerReference(deployment))))
                .withSpec(ReplicaSetSpec.EMPTY
                        .withReplicas(0)
                        .withSelector(LabelSelector.EMPTY
                                .withMatchLabels(matchLabels)
                                .withMatchExpressions(selector.matchExpressions()))
                        .withTemplate(template.withMetadata(meta -> meta.withLabels(labels))));
        if (deployment.spec().minReadySeconds() > 0) {
            set = set.withSpec(
                    spec -> spec.withMinReadySeconds(deployment.spec().minReadySeconds()));
        }
        set = annotated(deployment, set, revision);
        var all = new java.util.ArrayList<>(old);
        all.add(set);
        int size = RollingUpdate.newSize(deployment, set, all);
        return sized(deployment, set.withSpec(spec -> spec.withReplicas(size)));
    }

    /** The set with the Deployment's annotations and the given revision; an older revision of it is remembered. */
    static ReplicaSet annotated(Deployment deployment, ReplicaSet set, long revision) {
        var annotations = new HashMap<>(set.metadata().annotations());
        deployment.metadata().annotations().forEach((name, value) -> {
            if (!NOT_COPIED.contains(name)) {
                annotations.put(name, value);
            }
        });
        long before = Sets.revision(set);
        if (before < revision) {
            annotations.put(Sets.REVISION, Long.toString(revision));
            if (before > 0) {
                annotations.merge(
                        Sets.REVISION_HISTORY, Long.toString(before), (history, last) -> history + "," + last);
            }
        }
        return set.withMetadata(meta -> meta.withAnnotations(annotations));
    }

    /** The set with the annotations that proportional scaling goes by. */
    static ReplicaSet sized(Deployment deployment, ReplicaSet set) {
        int wanted = Sets.replicas(deployment);
        var annotations = new HashMap<>(set.metadata().annotations());
        annotations.put(Sets.DESIRED, Integer.toString(wanted));
        annotations.put(Sets.MAX, Integer.toString(wanted + Sets.maxSurge(deployment)));
        return set.withMetadata(meta -> meta.withAnnotations(annotations));
    }
}
