package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A kubelet writes only what is its own: its node, its lease, its pods. */
final class NodeRestrictionPlugin implements AdmissionPlugin {
    private static final String USER_PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String LEASES = "kube-node-lease";
    private static final String RESTRICTED = "node-restriction.kubernetes.io";

    /** Labels of the system that a kubelet may set on its own node. */
    private static final Set<String> OWN_LABELS = Set.of(
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "kubernetes.io/instance-type",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type",
            "node.kubernetes.io/windows-build",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.kubernetes.io/region",
            "failure-domain.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone");

    private final ObjectStores stores;

    NodeRestrictionPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        var user = request.user();
        if (!user.name().startsWith(USER_PREFIX) || !user.groups().contains(NODES)) {
            return;
        }
        var node = user.name().substring(USER_PREFIX.length());
        switch (request.served().definition().resource()) {
            case "pods" -> pods(request, node);
            case "nodes" -> nodes(request, node);
            case "leases.coordination.k8s.io" -> leases(request, node);
            case "csinodes.storage.k8s.io" -> {
                if (!request.name().equals(node)) {
                    throw refused(request, node, "can only access CSINode with the same name as the requesting node");
                }
            }
            case "serviceaccounts" -> tokens(request, node);
            default -> {}
        }
    }

    private static ApiException refused(AdmissionRequest request, String node, String why) {
        return Refusals.forbidden(request, "node \"" + node + "\" " + why);
    }

    private void pods(AdmissionRequest request, String node) {
        switch (request.subresource()) {
            case "" -> ownPods(request, node);
            case "status" -> podStatus(request, node);
            case "eviction" -> evictions(request, node);
            default ->
                throw Refusals.forbidden(
                        request,
                        "unexpected pod subresource \"" + request.subresource()
                                + "\", only 'status' and 'eviction' are allowed");
        }
    }

    private static void ownPods(AdmissionRequest request, String node) {
        switch (request.operation()) {
            case CREATE -> {
                var pod = new Pod(Objects.requireNonNull(request.object()));
                if (!pod.metadata().annotations().containsKey(MIRROR)) {
                    throw Refusals.forbidden(
                            request,
                            "pod does not have \"" + MIRROR + "\" annotation, node \"" + node
                                    + "\" can only create mirror pods");
                }
                if (!pod.spec().nodeName().equals(node)) {
                    throw refused(request, node, "can only create pods with spec.nodeName set to itself");
                }
            }
            case DELETE -> {
                if (!new Pod(Objects.requireNonNull(request.oldObject()))
                        .spec()
                        .nodeName()
                        .equals(node)) {
                    throw refused(request, node, "can only delete pods with spec.nodeName set to itself");
                }
            }
            case UPDATE, CONNECT ->
                throw Refusals.forbidden(
                        request,
                        "unexpected operation \"" + request.operation() + "\", node \"" + node
                                + "\" can only create and delete mirror pods");
        }
    }

    private static void podStatus(AdmissionRequest request, String node) {
        if (!(request.oldObject() instanceof Struct old) || !(request.object() instanceof Struct wanted)) {
            return;
        }
        var before = new Pod(old);
        if (!before.spec().nodeName().equals(node)) {
            throw refused(request, node, "can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!before.metadata().labels().equals(new Pod(wanted).metadata().labels())) {
            throw refused(request, node, "cannot update labels through pod status");
        }
    }

    private void evictions(AdmissionRequest request, String node) {
        var pod = stores.of("", "pods").find(request.namespace(), request.name());
        if (pod != null && !new Pod(pod).spec().nodeName().equals(node)) {
            throw refused(request, node, "can only evict pods with spec.nodeName set to itself");
        }
    }

    private static void nodes(AdmissionRequest request, String node) {
        if (!(request.object() instanceof Struct tree)) {
            return;
        }
        var wanted = new Node(tree);
        if (!wanted.name().equals(node)) {
            throw refused(request, node, "is not allowed to modify node \"" + wanted.name() + "\"");
        }
        if (request.operation() == Operation.CREATE) {
            var labels = forbiddenLabels(Map.of(), wanted.metadata().labels());
            if (!labels.isEmpty()) {
                throw refused(
                        request, node, "is not allowed to set the following labels: " + String.join(", ", labels));
            }
            return;
        }
        if (!(request.oldObject() instanceof Struct old)) {
            return;
        }
        var before = new Node(old);
        if (!before.spec().taints().equals(wanted.spec().taints())) {
            throw refused(request, node, "is not allowed to modify taints");
        }
        var labels =
                forbiddenLabels(before.metadata().labels(), wanted.metadata().labels());
        if (!labels.isEmpty()) {
            throw refused(request, node, "is not allowed to modify labels: " + String.join(", ", labels));
        }
    }

    /** The changed labels that are not a kubelet's to change. */
    private static Set<String> forbiddenLabels(Map<String, String> before, Map<String, String> after) {
        var changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(key -> Objects.equals(before.get(key), after.get(key)) || isOwn(key));
        return changed;
    }

    private static boolean isOwn(String label) {
        int slash = label.indexOf('/');
        var domain = slash < 0 ? "" : label.substring(0, slash);
        if (isWithin(domain, RESTRICTED)) {
            return false;
        }
        if (OWN_LABELS.contains(label)
                || isWithin(domain, "kubelet.kubernetes.io")
                || isWithin(domain, "node.kubernetes.io")) {
            return true;
        }
        return !isWithin(domain, "kubernetes.io") && !isWithin(domain, "k8s.io");
    }

    private static boolean isWithin(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }

    private static void leases(AdmissionRequest request, String node) {
        if (!request.namespace().equals(LEASES)) {
            throw Refusals.forbidden(request, "can only access leases in the \"" + LEASES + "\" system namespace");
        }
        var name = request.object() instanceof Struct tree ? new Lease(tree).name() : request.name();
        if (!name.equals(node)) {
            throw Refusals.forbidden(request, "can only access node lease with the same name as the requesting node");
        }
    }

    private void tokens(AdmissionRequest request, String node) {
        if (!request.subresource().equals("token") || !(request.object() instanceof Struct tree)) {
            return;
        }
        var bound =
                new io.navarch.model.authentication.v1.TokenRequest(tree).spec().boundObjectRef();
        if (!bound.kind().equals("Pod")) {
            throw refused(request, node, "can only create tokens bound to a pod");
        }
        var pod = stores.of("", "pods").find(request.namespace(), bound.name());
        if (pod == null || !new Pod(pod).spec().nodeName().equals(node)) {
            throw refused(request, node, "is not the node that the pod \"" + bound.name() + "\" is bound to");
        }
    }
}
