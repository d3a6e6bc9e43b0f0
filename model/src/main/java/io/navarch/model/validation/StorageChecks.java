package io.navarch.model.validation;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolumeClaimSpec;
import io.navarch.model.core.v1.PersistentVolumeSpec;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Persistent volumes, claims and storage classes; priority classes as well. */
final class StorageChecks {
    private static final List<String> MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final Set<String> NOT_SOURCES = Set.of(
            "accessModes",
            "capacity",
            "claimRef",
            "mountOptions",
            "nodeAffinity",
            "persistentVolumeReclaimPolicy",
            "storageClassName",
            "volumeAttributesClassName",
            "volumeMode");
    private static final int HIGHEST_USER_PRIORITY = 1_000_000_000;

    private StorageChecks() {}

    static void register(Map<String, Check> all) {
        all.put("volumeModes", StorageChecks::accessModes);
        all.put("capacity", StorageChecks::capacity);
        all.put("onePersistentSource", StorageChecks::oneSource);
        all.put("claimSize", StorageChecks::claimSize);
        all.put("storageClass", StorageChecks::storageClass);
        all.put("priorityClass", StorageChecks::priorityClass);
    }

    private static void accessModes(Struct tree, String path, Scope scope) {
        var modes = tree.get("accessModes") instanceof List<?> list ? list : List.of();
        if (modes.isEmpty()) {
            scope.errors().required(path + ".accessModes", "at least 1 access mode is required");
        }
        for (var mode : modes) {
            if (!MODES.contains(mode.toString())) {
                scope.errors().notSupported(path + ".accessModes", mode, MODES);
            }
        }
        if (modes.contains("ReadWriteOncePod") && modes.size() > 1) {
            scope.errors().forbidden(path + ".accessModes", "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void capacity(Struct tree, String path, Scope scope) {
        var capacity = new PersistentVolumeSpec(tree).capacity();
        if (capacity.isEmpty()) {
            return;
        }
        if (!capacity.containsKey("storage") || capacity.size() > 1) {
            scope.errors().notSupported(path + ".capacity", tree.get("capacity"), List.of("storage"));
        }
        capacity.forEach((name, amount) -> positive(amount, path + ".capacity[" + name + "]", scope.errors()));
    }

    private static void positive(String amount, String at, FieldErrors errors) {
        if (Quantity.parse(amount).signum() <= 0) {
            errors.invalid(at, amount, "must be greater than zero");
        }
    }

    private static void oneSource(Struct tree, String path, Scope scope) {
        var found = new ArrayList<String>();
        tree.forEachMember((name, value) -> {
            if (!NOT_SOURCES.contains(name)) {
                found.add(name);
            }
        });
        if (found.isEmpty()) {
            scope.errors().required(path, "must specify a volume type");
        }
        for (int i = 1; i < found.size(); i++) {
            scope.errors().forbidden(path + "." + found.get(i), "may not specify more than 1 volume type");
        }
        if (found.contains("local") && tree.get("nodeAffinity") == null) {
            scope.errors().required("metadata.annotations", "Local volume requires node affinity");
        }
    }

    private static void claimSize(Struct tree, String path, Scope scope) {
        var requests = new PersistentVolumeClaimSpec(tree).resources().requests();
        var size = requests.get("storage");
        if (size == null) {
            scope.errors().required(path + ".resources[storage]", "");
        } else if (Quantity.parse(size).signum() <= 0) {
            scope.errors().invalid(path + ".resources[storage]", size, "must be greater than zero");
        }
    }

    private static void storageClass(Struct tree, String path, Scope scope) {
        var parameters = new StorageClass(tree).parameters();
        long size = 0;
        for (var entry : parameters.entrySet()) {
            if (entry.getKey().isEmpty()) {
                scope.errors().invalid("parameters", entry.getKey(), "field can not be empty.");
            }
            size += entry.getKey().length() + entry.getValue().length();
        }
        if (size > 256 * 1024) {
            scope.errors().tooLong("parameters", 256 * 1024 + " bytes");
        }
        if (parameters.size() > 512) {
            scope.errors().tooLong("Provisioner Parameters exceeded max allowed", "512 bytes");
        }
    }

    private static void priorityClass(Struct tree, String path, Scope scope) {
        var priority = new PriorityClass(tree);
        if (priority.name().startsWith("system-")
                && !List.of("system-node-critical", "system-cluster-critical").contains(priority.name())) {
            scope.errors()
                    .forbidden(
                            "metadata.name",
                            "priority class names with 'system-' prefix are reserved for system use only. error: "
                                    + priority.name() + " is not a known system priority class");
        } else if (!priority.name().startsWith("system-") && priority.value() > HIGHEST_USER_PRIORITY) {
            scope.errors()
                    .forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST_USER_PRIORITY);
        }
    }
}
