package io.navarch.model.validation;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.LimitRangeItem;
import io.navarch.model.core.v1.LimitRangeSpec;
import io.navarch.model.core.v1.ResourceQuotaSpec;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Amounts of resources: of containers, quotas and limit ranges. */
final class ResourceChecks {
    private static final Set<String> CONTAINER_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> QUOTA_RESOURCES = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "persistentvolumeclaims",
            "configmaps",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> COUNTED = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final List<String> SCOPES = List.of(
            "BestEffort",
            "CrossNamespacePodAffinity",
            "NotBestEffort",
            "NotTerminating",
            "PriorityClass",
            "Terminating",
            "VolumeAttributesClass");

    private ResourceChecks() {}

    static void register(Map<String, Check> all) {
        all.put("containerResources", ResourceChecks::containerResources);
        all.put("quota", ResourceChecks::quota);
        all.put("limits", ResourceChecks::limits);
    }

    private static void containerResources(Struct tree, String path, Scope scope) {
        var resources = new Container(tree).resources();
        var errors = scope.errors();
        resources.limits().forEach((name, amount) -> {
            var at = path + ".resources.limits[" + name + "]";
            containerResource(name, at, errors);
            amount(name, amount, at, errors);
        });
        resources.requests().forEach((name, amount) -> {
            var requests = path + ".resources.requests";
            var at = requests + "[" + name + "]";
            containerResource(name, at, errors);
            amount(name, amount, at, errors);
            var limit = resources.limits().get(name);
            if (limit != null) {
                belowLimit(name, amount, limit, requests, errors);
            } else if (!overcommits(name)) {
                errors.required(path + ".resources.limits", "Limit must be set for non overcommitable resources");
            }
        });
    }

    private static void belowLimit(String name, String request, String limit, String at, FieldErrors errors) {
        int compared = Quantity.parse(request).compareTo(Quantity.parse(limit));
        if (!overcommits(name) && compared != 0) {
            errors.invalid(at, request, "must be equal to " + name + " limit of " + limit);
        } else if (compared > 0) {
            errors.invalid(at, request, "must be less than or equal to " + name + " limit of " + limit);
        }
    }

    /** Extended resources and huge pages are not promised twice. */
    private static boolean overcommits(String name) {
        return name.indexOf('/') < 0 && !name.startsWith("hugepages-");
    }

    private static void containerResource(String name, String at, FieldErrors errors) {
        qualified(name, at, errors);
        if (name.indexOf('/') < 0 && !CONTAINER_RESOURCES.contains(name) && !name.startsWith("hugepages-")) {
            errors.invalid(at, name, "must be a standard resource for containers");
        }
    }

    private static void qualified(String name, String at, FieldErrors errors) {
        var faults = Formats.qualifiedName(name);
        errors.invalid(at, name, faults);
        boolean standard = QUOTA_RESOURCES.contains(name)
                || CONTAINER_RESOURCES.contains(name)
                || name.equals("storage")
                || name.contains("hugepages-");
        if (faults.isEmpty() && name.indexOf('/') < 0 && !standard) {
            errors.invalid(at, name, "must be a standard resource type or fully qualified");
        }
    }

    private static void amount(String name, String amount, String at, FieldErrors errors) {
        var quantity = Quantity.parse(amount);
        if (quantity.signum() < 0) {
            errors.invalid(at, amount, "must be greater than or equal to 0");
        }
        boolean counted = COUNTED.contains(name) || (name.indexOf('/') >= 0 && !name.startsWith("count/"));
        if (counted && quantity.milliValue() % 1000 != 0) {
            errors.invalid(at, amount, "must be an integer");
        }
    }

    private static void quota(Struct tree, String path, Scope scope) {
        var spec = new ResourceQuotaSpec(tree);
        spec.hard().forEach((name, amount) -> {
            var at = path + ".hard[" + name + "]";
            qualified(name, at, scope.errors());
            if (name.indexOf('/') < 0 && !QUOTA_RESOURCES.contains(name) && !name.contains("hugepages-")) {
                scope.errors().invalid(at, name, "must be a standard resource for quota");
            }
            amount(name, amount, at, scope.errors());
        });
        for (var wanted : spec.scopes()) {
            if (!SCOPES.contains(wanted)) {
                scope.errors().invalid(path + ".scopes", spec.tree().get("scopes"), "unsupported scope");
            }
        }
    }

    private static void limits(Struct tree, String path, Scope scope) {
        var types = new HashSet<String>();
        var items = new LimitRangeSpec(tree).limits();
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var at = path + ".limits[" + i + "]";
            var type = item.type();
            if (type.indexOf('/') < 0
                    && !List.of("Pod", "Container", "PersistentVolumeClaim").contains(type)) {
                scope.errors().invalid(at + ".type", type, "must be a standard limit type or fully qualified");
            }
            if (!types.add(type)) {
                scope.errors().duplicate(at + ".type", type);
            }
            bounds(item, at, scope.errors());
        }
    }

    private static void bounds(LimitRangeItem item, String at, FieldErrors errors) {
        if (item.type().equals("Pod")) {
            if (!item.default_().isEmpty()) {
                errors.forbidden(at + ".default", "may not be specified when `type` is 'Pod'");
            }
            if (!item.defaultRequest().isEmpty()) {
                errors.forbidden(at + ".defaultRequest", "may not be specified when `type` is 'Pod'");
            }
        }
        ordered("min", item.min(), "max", item.max(), at, errors);
        ordered("default request", item.defaultRequest(), "max", item.max(), at, errors);
        ordered("default request", item.defaultRequest(), "default limit", item.default_(), at, errors);
        ordered("min", item.min(), "default request", item.defaultRequest(), at, errors);
        ordered("default", item.default_(), "max", item.max(), at, errors);
        ordered("min", item.min(), "default", item.default_(), at, errors);
    }

    private static void ordered(
            String lowerName,
            Map<String, String> lower,
            String upperName,
            Map<String, String> upper,
            String at,
            FieldErrors errors) {
        lower.forEach((resource, low) -> {
            var high = upper.get(resource);
            if (high != null && Quantity.parse(low).compareTo(Quantity.parse(high)) > 0) {
                var field = lowerName.equals("default request") ? "defaultRequest" : lowerName;
                errors.invalid(
                        at + "." + field + "[" + resource + "]",
                        low,
                        lowerName + " value " + low + " is greater than " + upperName + " value " + high);
            }
        });
    }
}
