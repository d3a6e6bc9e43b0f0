package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.structs;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Volumes, claims, classes, drivers and devices. */
final class StorageCells {
    private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final List<String> DEFAULT_CLASS =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private StorageCells() {}

    static String phase(Struct object, Instant now) {
        return at(object, ".metadata.deletionTimestamp") == null ? text(object, ".status.phase") : "Terminating";
    }

    static String claimCapacity(Struct claim, Instant now) {
        if (text(claim, ".spec.volumeName").isEmpty()) {
            return "";
        }
        var capacity = text(claim, ".status.capacity.storage");
        return capacity.isEmpty() ? "0" : capacity;
    }

    static String claimAccessModes(Struct claim, Instant now) {
        return text(claim, ".spec.volumeName").isEmpty() ? "" : accessModes(at(claim, ".status.accessModes"));
    }

    static String accessModes(@Nullable Object modes) {
        var given = CellFunctions.strings(modes);
        var shown = new ArrayList<String>();
        var names = new String[][] {
            {"ReadWriteOnce", "RWO"}, {"ReadOnlyMany", "ROX"}, {"ReadWriteMany", "RWX"}, {"ReadWriteOncePod", "RWOP"}
        };
        for (var name : names) {
            if (given.contains(name[0])) {
                shown.add(name[1]);
            }
        }
        return String.join(",", shown);
    }

    static String storageClass(Struct object, Instant now) {
        if (at(object, ".metadata.annotations") instanceof Dict annotations
                && annotations.get(BETA_CLASS) instanceof String beta) {
            return beta;
        }
        return text(object, ".spec.storageClassName");
    }

    static String storageClassName(Struct object, Instant now) {
        var name = text(object, ".metadata.name");
        if (at(object, ".metadata.annotations") instanceof Dict annotations) {
            for (var key : DEFAULT_CLASS) {
                if ("true".equals(annotations.get(key))) {
                    return name + " (default)";
                }
            }
        }
        return name;
    }

    static String volumeClaim(Struct volume, Instant now) {
        return at(volume, ".spec.claimRef") == null
                ? ""
                : text(volume, ".spec.claimRef.namespace") + "/" + text(volume, ".spec.claimRef.name");
    }

    static String tokenRequests(Struct driver, Instant now) {
        var audiences = structs(at(driver, ".spec.tokenRequests")).stream()
                .map(request -> text(request, ".audience"))
                .toList();
        return audiences.isEmpty() ? "<unset>" : String.join(",", audiences);
    }

    static String modes(Struct driver, Instant now) {
        var modes = CellFunctions.join(at(driver, ".spec.volumeLifecycleModes"));
        return modes.isEmpty() ? "<none>" : modes;
    }

    static String resourceClaimState(Struct claim, Instant now) {
        var states = new ArrayList<String>();
        boolean deleted = at(claim, ".metadata.deletionTimestamp") != null;
        if (deleted) {
            states.add("deleted");
        }
        if (at(claim, ".status.allocation") != null) {
            states.add("allocated");
        } else if (!deleted) {
            states.add("pending");
        }
        if (CellFunctions.count(at(claim, ".status.reservedFor")) > 0) {
            states.add("reserved");
        }
        return String.join(",", states);
    }

    static String resourceSliceNode(Struct slice, Instant now) {
        var node = text(slice, ".spec.nodeName");
        return node.isEmpty() ? "<unset>" : node;
    }
}
