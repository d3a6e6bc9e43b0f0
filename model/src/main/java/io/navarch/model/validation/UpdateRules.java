package io.navarch.model.validation;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Service;
import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.networking.v1.ServiceCIDRSpec;
import io.navarch.model.rbac.v1.RoleRef;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may not change once an object is there, by kind. */
final class UpdateRules {
    private static final Set<String> STATEFUL_SET_MAY_CHANGE = Set.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");
    private static final String STORED_DATA = "field is immutable when `immutable` is set";

    private UpdateRules() {}

    static void check(Struct stored, Struct object, FieldErrors errors) {
        switch (object.type().name()) {
            case "io.k8s.api.core.v1.Pod" -> PodUpdateRules.check(spec(stored), spec(object), errors);
            case "io.k8s.api.core.v1.Service" -> service(new Service(stored), new Service(object), errors);
            case "io.k8s.api.core.v1.ConfigMap" -> sealed(stored, object, List.of("data", "binaryData"), errors);
            case "io.k8s.api.core.v1.Secret" -> {
                fixed(stored, object, "", List.of("type"), errors);
                sealed(stored, object, List.of("data"), errors);
            }
            case "io.k8s.api.core.v1.PersistentVolumeClaim" -> {
                claim(spec(stored), spec(object), errors);
                shrunk(new PersistentVolumeClaim(stored), new PersistentVolumeClaim(object), errors);
            }
            case "io.k8s.api.core.v1.PersistentVolume" -> volume(spec(stored), spec(object), errors);
            case "io.k8s.api.core.v1.Node" -> node(spec(stored), spec(object), errors);
            case "io.k8s.api.apps.v1.Deployment", "io.k8s.api.apps.v1.ReplicaSet", "io.k8s.api.apps.v1.DaemonSet" ->
                selector(spec(stored), spec(object), errors);
            case "io.k8s.api.apps.v1.StatefulSet" -> statefulSet(spec(stored), spec(object), errors);
            case "io.k8s.api.apps.v1.ControllerRevision" -> fixed(stored, object, "", List.of("data"), errors);
            case "io.k8s.api.batch.v1.Job" -> job(spec(stored), spec(object), errors);
            case "io.k8s.api.rbac.v1.RoleBinding", "io.k8s.api.rbac.v1.ClusterRoleBinding" ->
                roleRef(stored, object, errors);
            case "io.k8s.api.storage.v1.StorageClass" -> storageClass(stored, object, errors);
            case "io.k8s.api.scheduling.v1.PriorityClass" -> {
                forbidden(stored, object, "value", "may not be changed in an update.", errors);
                fixed(stored, object, "", List.of("preemptionPolicy"), errors);
            }
            case "io.k8s.api.discovery.v1.EndpointSlice" -> fixed(stored, object, "", List.of("addressType"), errors);
            case "io.k8s.api.node.v1.RuntimeClass" -> fixed(stored, object, "", List.of("handler"), errors);
            case "io.k8s.api.networking.v1.IngressClass" ->
                fixed(spec(stored), spec(object), "spec.", List.of("controller"), errors);
            case "io.k8s.api.storage.v1.CSIDriver" ->
                fixed(
                        spec(stored),
                        spec(object),
                        "spec.",
                        List.of("attachRequired", "fsGroupPolicy", "volumeLifecycleModes"),
                        errors);
            case "io.k8s.api.networking.v1.IPAddress" ->
                fixed(spec(stored), spec(object), "spec.", List.of("parentRef"), errors);
            case "io.k8s.api.networking.v1.ServiceCIDR" ->
                serviceCidrs(
                        new ServiceCIDRSpec(spec(stored)).cidrs(), new ServiceCIDRSpec(spec(object)).cidrs(), errors);
            case "io.k8s.api.storage.v1.VolumeAttachment" -> whole(stored, object, errors);
            case "io.k8s.api.certificates.v1.CertificateSigningRequest" -> whole(stored, object, errors);
            default -> {}
        }
    }

    private static Struct spec(Struct object) {
        var field = Objects.requireNonNull(object.type().field("spec"));
        return object.get("spec") instanceof Struct spec
                ? spec
                : Objects.requireNonNull(field.type().struct()).empty();
    }

    /** Fields that stay as they were made. */
    private static void fixed(Struct stored, Struct object, String path, List<String> fields, FieldErrors errors) {
        for (var field : fields) {
            if (!ObjectMetaRules.same(stored, object, field)) {
                errors.invalid(path + field, object.get(field), "field is immutable");
            }
        }
    }

    private static void forbidden(Struct stored, Struct object, String field, String detail, FieldErrors errors) {
        if (!ObjectMetaRules.same(stored, object, field)) {
            errors.forbidden(field, detail);
        }
    }

    /** What is there stays; the block of the other family may be added. */
    private static void serviceCidrs(List<String> stored, List<String> cidrs, FieldErrors errors) {
        boolean grown = stored.size() == 1 && cidrs.size() == 2;
        if (stored.size() != cidrs.size() && !grown) {
            errors.invalid("spec.cidrs", cidrs, "field is immutable");
            return;
        }
        for (int i = 0; i < stored.size(); i++) {
            if (!stored.get(i).equals(cidrs.get(i))) {
                errors.invalid("spec.cidrs[" + i + "]", cidrs.get(i), "field is immutable");
            }
        }
    }

    private static void whole(Struct stored, Struct object, FieldErrors errors) {
        if (!ObjectMetaRules.same(stored, object, "spec")) {
            errors.invalid("spec", object.get("spec"), "field is immutable");
        }
    }

    private static void sealed(Struct stored, Struct object, List<String> fields, FieldErrors errors) {
        if (stored.get("immutable") != Boolean.TRUE) {
            return;
        }
        if (object.get("immutable") != Boolean.TRUE) {
            errors.forbidden("immutable", STORED_DATA);
        }
        for (var field : fields) {
            forbidden(stored, object, field, STORED_DATA, errors);
        }
    }

    private static void selector(Struct stored, Struct object, FieldErrors errors) {
        if (!ObjectMetaRules.same(stored, object, "selector")) {
            var selector =
                    object.get("selector") instanceof Struct tree ? new LabelSelector(tree) : LabelSelector.EMPTY;
            errors.invalid("spec.selector", GoValues.labelSelector(selector), "field is immutable");
        }
    }

    private static void statefulSet(Struct stored, Struct object, FieldErrors errors) {
        for (var field : object.type().fields()) {
            if (!STATEFUL_SET_MAY_CHANGE.contains(field.name())
                    && !ObjectMetaRules.same(stored, object, field.name())) {
                errors.forbidden(
                        "spec",
                        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                                + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                                + " 'minReadySeconds' are forbidden");
                return;
            }
        }
    }

    private static void job(Struct stored, Struct object, FieldErrors errors) {
        // An Indexed Job may be resized when its parallelism follows.
        if (!"Indexed".equals(object.get("completionMode"))) {
            fixed(stored, object, "spec.", List.of("completions"), errors);
        } else if (object.get("completions") != null
                && !ObjectMetaRules.same(stored, object, "completions")
                && !Objects.equals(object.get("completions"), object.get("parallelism"))) {
            errors.invalid(
                    "spec.completions",
                    object.get("completions"),
                    "can only be modified in tandem with spec.parallelism");
        }
        selector(stored, object, errors);
        // A suspended Job that never ran may still be placed elsewhere by a queue.
        boolean suspended = stored.get("suspend") == Boolean.TRUE;
        if (!ObjectMetaRules.same(stored, object, "template") && !suspended) {
            errors.invalid("spec.template", object.get("template"), "field is immutable");
        }
        fixed(
                stored,
                object,
                "spec.",
                List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"),
                errors);
    }

    private static void service(Service stored, Service object, FieldErrors errors) {
        boolean hadAddress = !stored.spec().type().equals("ExternalName")
                && !stored.spec().clusterIP().isEmpty();
        boolean hasAddress = !object.spec().type().equals("ExternalName");
        if (!hadAddress || !hasAddress) {
            return;
        }
        if (object.spec().clusterIP().isEmpty()) {
            errors.invalid("spec.clusterIPs[0]", null, "primary clusterIP can not be unset");
        } else if (!object.spec().clusterIP().equals(stored.spec().clusterIP())) {
            var addresses = object.spec().clusterIPs().isEmpty()
                    ? List.of(object.spec().clusterIP())
                    : object.spec().clusterIPs();
            errors.invalid("spec.clusterIPs[0]", addresses, "may not change once set");
        }
        if (!stored.spec().loadBalancerClass().isEmpty()
                && object.spec().type().equals("LoadBalancer")
                && !object.spec().loadBalancerClass().equals(stored.spec().loadBalancerClass())) {
            errors.invalid("spec.loadBalancerClass", object.spec().loadBalancerClass(), "may not change once set");
        }
    }

    private static void claim(Struct stored, Struct object, FieldErrors errors) {
        for (var field : object.type().fields()) {
            var name = field.name();
            boolean bindsNow = name.equals("volumeName") && isEmpty(stored.get(name));
            boolean classLate = name.equals("storageClassName") && stored.get(name) == null;
            boolean resized = name.equals("resources") && !isEmpty(stored.get("volumeName"));
            boolean mayChange = name.equals("volumeAttributesClassName") || bindsNow || classLate || resized;
            if (!mayChange && !ObjectMetaRules.same(stored, object, name)) {
                errors.forbidden(
                        "spec",
                        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
                                + " claims");
                return;
            }
        }
    }

    /** A request that could not be met yet may be taken back, but what the volume has stays. */
    private static void shrunk(PersistentVolumeClaim stored, PersistentVolumeClaim object, FieldErrors errors) {
        var before = storage(stored.spec().resources().requests());
        var after = storage(object.spec().resources().requests());
        if (after.compareTo(before) < 0
                && after.compareTo(storage(stored.status().capacity())) <= 0) {
            errors.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
        }
    }

    private static Quantity storage(Map<String, String> amounts) {
        return Quantity.parse(amounts.getOrDefault("storage", "0"));
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || value.equals("");
    }

    private static void volume(Struct stored, Struct object, FieldErrors errors) {
        for (var field : object.type().fields()) {
            boolean source = field.type().struct() != null
                    && !Set.of("claimRef", "nodeAffinity").contains(field.name());
            if (source && !ObjectMetaRules.same(stored, object, field.name())) {
                errors.forbidden(
                        "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
                break;
            }
        }
        fixed(stored, object, "spec.", List.of("volumeMode"), errors);
        if (stored.get("nodeAffinity") != null) {
            fixed(stored, object, "spec.", List.of("nodeAffinity"), errors);
        }
    }

    private static void node(Struct stored, Struct object, FieldErrors errors) {
        if (!isEmpty(stored.get("podCIDR")) && !ObjectMetaRules.same(stored, object, "podCIDRs")) {
            errors.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }
        if (!isEmpty(stored.get("providerID")) && !ObjectMetaRules.same(stored, object, "providerID")) {
            errors.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        }
    }

    private static void roleRef(Struct stored, Struct object, FieldErrors errors) {
        if (!ObjectMetaRules.same(stored, object, "roleRef") && object.get("roleRef") instanceof Struct tree) {
            var role = new RoleRef(tree);
            var shown = GoValues.object("APIGroup", role.apiGroup(), "Kind", role.kind(), "Name", role.name());
            errors.invalid("roleRef", shown, "cannot change roleRef");
        }
    }

    private static void storageClass(Struct stored, Struct object, FieldErrors errors) {
        for (var field : List.of("parameters", "provisioner", "reclaimPolicy")) {
            forbidden(stored, object, field, "updates to " + field + " are forbidden.", errors);
        }
        fixed(stored, object, "", List.of("volumeBindingMode"), errors);
    }
}
