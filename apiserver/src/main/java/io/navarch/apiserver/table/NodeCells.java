package io.navarch.apiserver.table;

import io.navarch.model.core.v1.Node;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.TreeSet;

/** Nodes and component statuses. */
final class NodeCells {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE = "kubernetes.io/role";

    private NodeCells() {}

    static String status(Struct tree, Instant now) {
        var node = new Node(tree);
        var status = "Unknown";
        for (var condition : node.status().conditions()) {
            if (condition.type().equals("Ready")) {
                status = condition.status().equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.spec().unschedulable() ? status + ",SchedulingDisabled" : status;
    }

    static String roles(Struct tree, Instant now) {
        var roles = new TreeSet<String>();
        new Node(tree).metadata().labels().forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals(ROLE) && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return roles.isEmpty() ? "<none>" : String.join(",", roles);
    }

    static String address(Struct tree, String type) {
        for (var address : new Node(tree).status().addresses()) {
            if (address.type().equals(type)) {
                return address.address();
            }
        }
        return "<none>";
    }

    static String componentStatus(Struct object, Instant now) {
        return switch (componentHealth(object, "status")) {
            case "True" -> "Healthy";
            case "False" -> "Unhealthy";
            default -> "Unknown";
        };
    }

    static String componentHealth(Struct object, String field) {
        for (var condition : CellFunctions.structs(object.get("conditions"))) {
            if ("Healthy".equals(condition.get("type"))) {
                return condition.get(field) instanceof String text ? text : "";
            }
        }
        return "";
    }
}
