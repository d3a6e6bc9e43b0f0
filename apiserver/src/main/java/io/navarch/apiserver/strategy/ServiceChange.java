package io.navarch.apiserver.strategy;

import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a changed Service takes over from how it was, and what it leaves behind with its old type. Pure functions. */
final class ServiceChange {
    private ServiceChange() {}

    /** Fills in the allocated values that a client, which may not know them, left out. */
    static ServiceSpec withKnown(ServiceSpec before, ServiceSpec after) {
        var known = after;
        if (hasAddress(before) && hasAddress(after)) {
            if (after.clusterIP().isEmpty() && after.clusterIPs().isEmpty()) {
                known = known.withClusterIP(before.clusterIP());
            }
            if (known.clusterIPs().isEmpty() && known.clusterIP().equals(before.clusterIP())) {
                known = known.withClusterIPs(before.clusterIPs());
            } else if (known.clusterIPs().equals(before.clusterIPs())
                    && !known.clusterIP().equals(before.clusterIP())) {
                // Only the old field was changed: it counts.
                known = known.withClusterIPs(known.clusterIP().isEmpty() ? List.of() : List.of(known.clusterIP()));
            }
        }
        if (hasNodePorts(before) && hasNodePorts(after)) {
            known = known.withPorts(withKnownPorts(before.ports(), after.ports()));
        }
        boolean checked = needsHealthPort(before) && needsHealthPort(after) && after.healthCheckNodePort() == 0;
        return checked ? known.withHealthCheckNodePort(before.healthCheckNodePort()) : known;
    }

    /** A port keeps its node port by its name, unless another one took it. */
    private static List<ServicePort> withKnownPorts(List<ServicePort> before, List<ServicePort> after) {
        Map<String, Integer> byName = new HashMap<>();
        Set<Integer> held = new HashSet<>();
        before.forEach(port -> {
            byName.put(port.name(), port.nodePort());
            held.add(port.nodePort());
        });
        Set<Integer> used = new HashSet<>();
        after.stream().map(ServicePort::nodePort).filter(held::contains).forEach(used::add);
        used.remove(0);
        var known = new ArrayList<ServicePort>();
        for (var port : after) {
            int old = byName.getOrDefault(port.name(), 0);
            known.add(port.nodePort() == 0 && old != 0 && used.add(old) ? port.withNodePort(old) : port);
        }
        return known;
    }

    /** Drops what belongs to the old type only, as far as the client left it as it was. */
    static ServiceSpec withoutForeign(ServiceSpec before, ServiceSpec after) {
        var kept = after;
        if (hasAddress(before) && !hasAddress(after)) {
            kept = withoutSame(
                    before, kept, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy");
        }
        if (hasNodePorts(before) && !hasNodePorts(after) && samePorts(before.ports(), after.ports())) {
            kept = kept.withPorts(kept.ports().stream()
                    .map(port -> port.withNodePort(0))
                    .map(ServiceChange::bare)
                    .toList());
        }
        if (needsHealthPort(before) && !needsHealthPort(after)) {
            kept = withoutSame(before, kept, "healthCheckNodePort");
        }
        if (isBalanced(before) && !isBalanced(after)) {
            kept = withoutSame(before, kept, "allocateLoadBalancerNodePorts", "loadBalancerClass");
        }
        if (hasNodePorts(before) && !hasNodePorts(after) && after.externalIPs().isEmpty()) {
            kept = withoutSame(before, kept, "externalTrafficPolicy");
        }
        return kept;
    }

    private static ServicePort bare(ServicePort port) {
        return new ServicePort(port.tree().with("nodePort", null));
    }

    private static ServiceSpec withoutSame(ServiceSpec before, ServiceSpec after, String... fields) {
        var tree = after.tree();
        for (var field : fields) {
            if (Objects.equals(before.tree().get(field), tree.get(field))) {
                tree = tree.with(field, null);
            }
        }
        return new ServiceSpec(tree);
    }

    private static boolean samePorts(List<ServicePort> before, List<ServicePort> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).nodePort() != after.get(i).nodePort()) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAddress(ServiceSpec spec) {
        return !spec.type().equals("ExternalName");
    }

    private static boolean hasNodePorts(ServiceSpec spec) {
        return spec.type().equals("NodePort") || isBalanced(spec);
    }

    private static boolean isBalanced(ServiceSpec spec) {
        return spec.type().equals("LoadBalancer");
    }

    private static boolean needsHealthPort(ServiceSpec spec) {
        return isBalanced(spec) && spec.externalTrafficPolicy().equals("Local");
    }
}
