package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.structs;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** Roles, certificates, quotas, admission and flow control. */
final class PolicyCells {
    private static final String UNSET = "<unset>";

    private PolicyCells() {}

    static String roleReference(Struct binding, Instant now) {
        return text(binding, ".roleRef.kind") + "/" + text(binding, ".roleRef.name");
    }

    static String subjects(Struct binding, String kind) {
        var names = new ArrayList<String>();
        for (var subject : structs(binding.get("subjects"))) {
            if (kind.equals(subject.get("kind"))) {
                var name = text(subject, ".name");
                names.add(kind.equals("ServiceAccount") ? text(subject, ".namespace") + "/" + name : name);
            }
        }
        return String.join(", ", names);
    }

    static String certificateCondition(Struct request, Instant now) {
        boolean approved = false;
        boolean denied = false;
        boolean failed = false;
        for (var condition : structs(at(request, ".status.conditions"))) {
            switch (text(condition, ".type")) {
                case "Approved" -> approved = true;
                case "Denied" -> denied = true;
                case "Failed" -> failed = true;
                default -> {}
            }
        }
        var status = denied ? "Denied" : approved ? "Approved" : "Pending";
        return status
                + (failed ? ",Failed" : "")
                + (text(request, ".status.certificate").isEmpty() ? "" : ",Issued");
    }

    static String requestedDuration(Struct request, Instant now) {
        return at(request, ".spec.expirationSeconds") instanceof Long seconds
                ? HumanDuration.of(Duration.ofSeconds(seconds))
                : "<none>";
    }

    static String podCertificateState(Struct request, Instant now) {
        for (var condition : structs(at(request, ".status.conditions"))) {
            var type = text(condition, ".type");
            if (type.equals("Issued") || type.equals("Denied") || type.equals("Failed")) {
                return type;
            }
        }
        return "Pending";
    }

    static String paramKind(Struct policy, Instant now) {
        return at(policy, ".spec.paramKind") == null
                ? UNSET
                : text(policy, ".spec.paramKind.apiVersion") + "/" + text(policy, ".spec.paramKind.kind");
    }

    static String paramReference(Struct binding, Instant now) {
        if (at(binding, ".spec.paramRef") == null) {
            return UNSET;
        }
        var namespace = text(binding, ".spec.paramRef.namespace");
        var name = text(binding, ".spec.paramRef.name");
        return (namespace.isEmpty() ? "*" : namespace) + "/"
                + (name.isEmpty() ? Selectors.format(at(binding, ".spec.paramRef.selector")) : name);
    }

    static Object shares(Struct level, Instant now) {
        var limited = at(level, ".spec.limited.nominalConcurrencyShares");
        var shares = limited == null ? at(level, ".spec.exempt.nominalConcurrencyShares") : limited;
        return shares == null ? "<none>" : shares;
    }

    static String missingPriorityLevel(Struct schema, Instant now) {
        for (var condition : structs(at(schema, ".status.conditions"))) {
            if ("Dangling".equals(condition.get("type"))) {
                return text(condition, ".status");
            }
        }
        return "?";
    }

    /** Used and hard amounts of a quota, {@code limits.*} apart from the others. */
    static String quota(Struct quota, boolean limits) {
        if (!(at(quota, ".status.hard") instanceof Dict hard)) {
            return "";
        }
        var used = at(quota, ".status.used") instanceof Dict known ? known : Dict.EMPTY;
        var parts = new ArrayList<String>();
        hard.forEachMember((resource, amount) -> {
            if (resource.startsWith("limits.") == limits) {
                var now = used.get(resource);
                parts.add(resource + ": " + (now == null ? "0" : now) + "/" + amount);
            }
        });
        return String.join(", ", parts);
    }

    static String apiServiceTarget(Struct service, Instant now) {
        return at(service, ".spec.service") == null
                ? "Local"
                : text(service, ".spec.service.namespace") + "/" + text(service, ".spec.service.name");
    }

    static String apiServiceAvailable(Struct service, Instant now) {
        for (var condition : structs(at(service, ".status.conditions"))) {
            if ("Available".equals(condition.get("type"))) {
                var status = text(condition, ".status");
                return status.equals("True") ? status : status + " (" + text(condition, ".reason") + ")";
            }
        }
        return "Unknown";
    }
}
