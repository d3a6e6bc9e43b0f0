package io.navarch.controllers.daemon;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.NodeSelector;
import io.navarch.model.core.v1.NodeSelectorRequirement;
import io.navarch.model.core.v1.NodeSelectorTerm;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Toleration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The pods of a DaemonSet: how they look, and to which node each belongs. Pure logic. */
final class DaemonPods {
    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String GENERATION_OF_SET = "deprecated.daemonset.template.generation";
    private static final String NAME = "metadata.name";

    private DaemonPods() {}

    /** A pod for the node: pinned to it by affinity, so that the scheduler still has the last word, and hard to drive away. */
    static Pod make(DaemonSet set, String node, String hash) {
        var pod = Pods.fromTemplate(set.spec().template(), set);
        var labels = new HashMap<>(pod.metadata().labels());
        labels.put(HASH, hash);
        var generation = set.metadata().annotations().get(GENERATION_OF_SET);
        if (generation != null) {
            labels.put(GENERATION, generation);
        }
        return tolerating(pod.withMetadata(meta -> meta.withLabels(labels)))
                .withSpec(spec -> spec.withAffinity(affinity -> affinity.withNodeAffinity(
                        nodeAffinity -> nodeAffinity.withRequiredDuringSchedulingIgnoredDuringExecution(
                                pinned(nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution(), node)))));
    }

    private static NodeSelector pinned(NodeSelector before, String node) {
        var pin = NodeSelectorRequirement.EMPTY.withKey(NAME).withOperator("In").withValues(List.of(node));
        var terms = new ArrayList<NodeSelectorTerm>();
        before.nodeSelectorTerms().forEach(term -> terms.add(term.withMatchFields(List.of(pin))));
        if (terms.isEmpty()) {
            terms.add(NodeSelectorTerm.EMPTY.withMatchFields(List.of(pin)));
        }
        return before.withNodeSelectorTerms(terms);
    }

    /** The pod with the tolerations that every daemon has. */
    static Pod tolerating(Pod pod) {
        var tolerations = new ArrayList<>(pod.spec().tolerations());
        add(tolerations, "node.kubernetes.io/not-ready", "NoExecute");
        add(tolerations, "node.kubernetes.io/unreachable", "NoExecute");
        add(tolerations, "node.kubernetes.io/disk-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/memory-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/pid-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/unschedulable", "NoSchedule");
        if (pod.spec().hostNetwork()) {
            add(tolerations, "node.kubernetes.io/network-unavailable", "NoSchedule");
        }
        return pod.withSpec(spec -> spec.withTolerations(tolerations));
    }

    private static void add(List<Toleration> tolerations, String key, String effect) {
        var wanted = Toleration.EMPTY.withKey(key).withOperator("Exists").withEffect(effect);
        if (!tolerations.contains(wanted)) {
            tolerations.add(wanted);
        }
    }

    /** The node that the pod is on or pinned to; "" if it is pinned to none. */
    static String nodeOf(Pod pod) {
        if (!pod.spec().nodeName().isEmpty()) {
            return pod.spec().nodeName();
        }
        var required = pod.spec().affinity().nodeAffinity().requiredDuringSchedulingIgnoredDuringExecution();
        for (var term : required.nodeSelectorTerms()) {
            for (var field : term.matchFields()) {
                if (field.key().equals(NAME)
                        && field.operator().equals("In")
                        && field.values().size() == 1) {
                    return field.values().get(0);
                }
            }
        }
        return "";
    }

    /** Whether the pod is of the set's present template. */
    static boolean current(Pod pod, DaemonSet set, String hash) {
        var labels = pod.metadata().labels();
        var generation = set.metadata().annotations().get(GENERATION_OF_SET);
        return hash.equals(labels.get(HASH)) || (generation != null && generation.equals(labels.get(GENERATION)));
    }
}
