package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import io.navarch.model.kind.Kinds;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.store.Store;
import java.util.List;
import java.util.Set;

/**
 * Lets a node read and write what its own pods need: their secrets, config maps, claims and volumes, its lease, its CSINode.
 * What every node may do alike (read services, write events) are the rules of the role {@code system:node}.
 */
public final class NodeAuthorizer implements Authorizer, AutoCloseable {
    private static final String NODES = "system:nodes";
    private static final String PREFIX = "system:node:";
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> LEASE_VERBS = Set.of("get", "create", "update", "patch", "delete");

    private final NodeGraph graph;

    private final List<Rule> common;

    private NodeAuthorizer(NodeGraph graph, List<Rule> common) {
        this.graph = graph;
        this.common = common;
    }

    /**
     * Follows the pods and volumes of the store.
     *
     * @param common what every node may do alike
     */
    public static NodeAuthorizer open(Store store, Kinds kinds, List<PolicyRule> common) {
        return new NodeAuthorizer(
                NodeGraph.open(store, kinds), common.stream().map(Rule::of).toList());
    }

    /** The node that the user is, or "" if it is none. */
    public static String nodeName(User user) {
        return user.name().startsWith(PREFIX) && user.groups().contains(NODES)
                ? user.name().substring(PREFIX.length())
                : "";
    }

    @Override
    public Decision authorize(Attributes asked) {
        var node = nodeName(asked.user());
        if (node.isEmpty()) {
            return Decision.NO_OPINION;
        }
        if (!asked.resourceRequest()) {
            return common(asked);
        }
        return switch (asked.group() + "/" + asked.resource()) {
            case "/secrets" -> reads(asked, node, NodeGraph.Type.SECRET);
            case "/configmaps" -> reads(asked, node, NodeGraph.Type.CONFIG_MAP);
            case "/persistentvolumeclaims" ->
                asked.subresource().equals("status")
                                && Set.of("get", "update", "patch").contains(asked.verb())
                        ? related(asked, node, NodeGraph.Type.CLAIM)
                        : reads(asked, node, NodeGraph.Type.CLAIM);
            case "/persistentvolumes" -> gets(asked, node, NodeGraph.Type.VOLUME);
            case "storage.k8s.io/volumeattachments" -> gets(asked, node, NodeGraph.Type.ATTACHMENT);
            case "resource.k8s.io/resourceclaims" -> gets(asked, node, NodeGraph.Type.RESOURCE_CLAIM);
            case "/serviceaccounts" -> accounts(asked, node);
            case "coordination.k8s.io/leases" -> lease(asked, node);
            case "storage.k8s.io/csinodes" -> csiNode(asked, node);
            case "/nodes" -> nodes(asked, node);
            case "/pods" -> pods(asked, node);
            default -> common(asked);
        };
    }

    private Decision common(Attributes asked) {
        for (var rule : common) {
            if (rule.allows(asked)) {
                return Decision.ALLOWED;
            }
        }
        return Decision.NO_OPINION;
    }

    private Decision reads(Attributes asked, String node, NodeGraph.Type type) {
        if (!READS.contains(asked.verb()) || !asked.subresource().isEmpty()) {
            return Decision.noOpinion("can only read resources of this type");
        }
        return related(asked, node, type);
    }

    private Decision gets(Attributes asked, String node, NodeGraph.Type type) {
        if (!asked.verb().equals("get")) {
            return Decision.noOpinion("can only get individual resources of this type");
        }
        if (!asked.subresource().isEmpty()) {
            return Decision.noOpinion("cannot get subresource");
        }
        return related(asked, node, type);
    }

    private Decision related(Attributes asked, String node, NodeGraph.Type type) {
        if (asked.name().isEmpty()) {
            return Decision.noOpinion("No Object name found");
        }
        return graph.reaches(node, type, asked.namespace(), asked.name())
                ? Decision.ALLOWED
                : Decision.noOpinion("no relationship found between node '" + node + "' and this object");
    }

    private Decision accounts(Attributes asked, String node) {
        if (asked.subresource().equals("token") && !asked.verb().equals("create")) {
            return Decision.noOpinion("can only create tokens for individual service accounts");
        }
        if (asked.subresource().isEmpty() && !asked.verb().equals("get")) {
            return Decision.noOpinion("can only get individual service accounts");
        }
        return related(asked, node, NodeGraph.Type.SERVICE_ACCOUNT);
    }

    private static Decision lease(Attributes asked, String node) {
        if (!LEASE_VERBS.contains(asked.verb())) {
            return Decision.noOpinion("can only get, create, update, patch, or delete a node lease");
        }
        if (!asked.namespace().equals("kube-node-lease")) {
            return Decision.noOpinion("can only access leases in the \"kube-node-lease\" system namespace");
        }
        return asked.verb().equals("create") || asked.name().equals(node)
                ? Decision.ALLOWED
                : Decision.noOpinion("can only access node lease with the same name as the requesting node");
    }

    private static Decision csiNode(Attributes asked, String node) {
        if (!LEASE_VERBS.contains(asked.verb())) {
            return Decision.noOpinion("can only get, create, update, patch, or delete a CSINode");
        }
        return asked.verb().equals("create") || asked.name().equals(node)
                ? Decision.ALLOWED
                : Decision.noOpinion("can only access CSINode with the same name as the requesting node");
    }

    private static Decision nodes(Attributes asked, String node) {
        return switch (asked.verb()) {
            case "create" -> asked.subresource().isEmpty() ? Decision.ALLOWED : Decision.NO_OPINION;
            case "get", "list", "watch" ->
                asked.subresource().isEmpty()
                                && (asked.name().isEmpty() || asked.name().equals(node))
                        ? Decision.ALLOWED
                        : Decision.noOpinion("node '" + node + "' cannot read all nodes, only its own Node object");
            case "update", "patch" ->
                asked.name().equals(node)
                        ? Decision.ALLOWED
                        : Decision.noOpinion("node '" + node + "' can only change its own Node object");
            default -> Decision.NO_OPINION;
        };
    }

    /** A pod that is not there is nobody's: its own node shall hear NotFound of it. */
    private Decision pods(Attributes asked, String node) {
        boolean free = graph.reaches(node, NodeGraph.Type.POD, asked.namespace(), asked.name())
                || !graph.knowsPod(asked.namespace(), asked.name());
        return switch (asked.verb()) {
            case "list", "watch" -> common(asked);
            case "create" -> asked.subresource().isEmpty() || free ? common(asked) : unrelated(node);
            case "get", "delete", "update", "patch" -> free ? common(asked) : unrelated(node);
            default -> Decision.NO_OPINION;
        };
    }

    private static Decision unrelated(String node) {
        return Decision.noOpinion("no relationship found between node '" + node + "' and this object");
    }

    @Override
    public void close() {
        graph.close();
    }
}
