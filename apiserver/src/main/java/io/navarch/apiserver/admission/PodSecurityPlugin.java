package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Pods keep to the security level that their namespace's labels name; workloads are warned of pods that would not. */
final class PodSecurityPlugin implements AdmissionPlugin {
    private static final String ENFORCE = "pod-security.kubernetes.io/enforce";
    private static final String WARN = "pod-security.kubernetes.io/warn";

    private final ObjectStores stores;

    PodSecurityPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "PodSecurity";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        boolean whole = request.subresource().isEmpty() || request.subresource().equals("ephemeralcontainers");
        if (!writes || !whole || request.namespace().isEmpty() || !(request.object() instanceof Struct object)) {
            return;
        }
        var kind = request.served().definition().resource();
        var spec = specOf(kind, object);
        if (spec == null) {
            return;
        }
        var namespace = stores.of("", "namespaces").find("", request.namespace());
        var labels = namespace == null
                ? Map.<String, String>of()
                : new Namespace(namespace).metadata().labels();
        if (kind.equals("pods") && changes(request, spec)) {
            enforce(request, labels, spec);
        }
        warn(labels, spec, warnings);
    }

    /** A change that leaves the spec alone cannot make a pod worse. */
    private static boolean changes(AdmissionRequest request, PodSpec spec) {
        return !(request.oldObject() instanceof Struct old)
                || !new Pod(old).spec().equals(spec);
    }

    private static void enforce(AdmissionRequest request, Map<String, String> labels, PodSpec spec) {
        var level = PodSecurityLevel.of(labels.getOrDefault(ENFORCE, ""));
        var violations = PodSecurityChecks.violations(level, spec);
        if (!violations.isEmpty()) {
            throw Refusals.forbidden(request, "violates PodSecurity " + policy(level, labels, ENFORCE, violations));
        }
    }

    private static void warn(Map<String, String> labels, PodSpec spec, Consumer<String> warnings) {
        var level = PodSecurityLevel.of(labels.getOrDefault(WARN, ""));
        var violations = PodSecurityChecks.violations(level, spec);
        if (!violations.isEmpty()) {
            warnings.accept("would violate PodSecurity " + policy(level, labels, WARN, violations));
        }
    }

    private static String policy(
            PodSecurityLevel level, Map<String, String> labels, String label, List<String> violations) {
        var version = labels.getOrDefault(label + "-version", "latest");
        return "\"" + level.label() + ":" + version + "\": " + String.join(", ", violations);
    }

    /** The pod's spec, or that of the pods that a workload makes. */
    private static @org.jspecify.annotations.Nullable PodSpec specOf(String kind, Struct object) {
        return switch (kind) {
            case "pods" -> new Pod(object).spec();
            case "replicationcontrollers",
                    "deployments.apps",
                    "replicasets.apps",
                    "statefulsets.apps",
                    "daemonsets.apps",
                    "jobs.batch" -> specAt(object, "spec", "template", "spec");
            case "cronjobs.batch" -> specAt(object, "spec", "jobTemplate", "spec", "template", "spec");
            case "podtemplates" -> specAt(object, "template", "spec");
            default -> null;
        };
    }

    private static @org.jspecify.annotations.Nullable PodSpec specAt(Struct object, String... path) {
        var at = object;
        for (var step : path) {
            if (!(at.get(step) instanceof Struct next)) {
                return null;
            }
            at = next;
        }
        return new PodSpec(at);
    }
}
