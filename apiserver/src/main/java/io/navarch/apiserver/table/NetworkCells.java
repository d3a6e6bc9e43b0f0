package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.structs;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.networking.v1.Ingress;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Services, endpoints and ingresses. */
final class NetworkCells {
    private static final String NONE = "<none>";

    /** Longer lists end in {@code + 2 more...}. */
    private static final int SHOWN = 3;

    private NetworkCells() {}

    static String externalIp(Struct tree, Instant now) {
        var service = new Service(tree);
        var external = service.spec().externalIPs();
        return switch (service.spec().type()) {
            case "ClusterIP", "NodePort" -> external.isEmpty() ? NONE : String.join(",", external);
            case "LoadBalancer" -> {
                var all = new ArrayList<>(balancerAddresses(at(tree, ".status.loadBalancer.ingress")));
                all.addAll(external);
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            case "ExternalName" -> service.spec().externalName();
            default -> "<unknown>";
        };
    }

    private static List<String> balancerAddresses(@Nullable Object ingress) {
        var addresses = new TreeSet<String>();
        for (var entry : structs(ingress)) {
            var ip = text(entry, ".ip");
            var address = ip.isEmpty() ? text(entry, ".hostname") : ip;
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return List.copyOf(addresses);
    }

    static String servicePorts(Struct tree, Instant now) {
        var ports = new ArrayList<String>();
        for (var port : new Service(tree).spec().ports()) {
            var node = port.nodePort() == 0 ? "" : ":" + port.nodePort();
            ports.add(port.port() + node + "/" + port.protocol());
        }
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    static String endpoints(Struct tree, Instant now) {
        var subsets = new Endpoints(tree).subsets();
        if (subsets.isEmpty()) {
            return NONE;
        }
        var all = new ArrayList<String>();
        for (var subset : subsets) {
            for (var port : subset.ports()) {
                for (var address : subset.addresses()) {
                    all.add(hostPort(address.ip(), port.port()));
                }
            }
            if (subset.ports().isEmpty()) {
                subset.addresses().forEach(address -> all.add(address.ip()));
            }
        }
        return shortened(all);
    }

    private static String hostPort(String host, long port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }

    private static String shortened(List<String> all) {
        return all.size() <= SHOWN
                ? String.join(",", all)
                : String.join(",", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
    }

    private static String orUnset(String text) {
        return text.isEmpty() ? "<unset>" : text;
    }

    static String slicePorts(Struct tree, Instant now) {
        var ports = new ArrayList<String>();
        for (var port : new EndpointSlice(tree).ports()) {
            ports.add(port.hasPort() ? Long.toString(port.port()) : port.hasName() ? port.name() : "*");
        }
        return orUnset(shortened(ports));
    }

    static String sliceAddresses(Struct tree, Instant now) {
        var addresses = new ArrayList<String>();
        for (var endpoint : new EndpointSlice(tree).endpoints()) {
            addresses.addAll(endpoint.addresses());
        }
        return orUnset(shortened(addresses));
    }

    static String ingressHosts(Struct tree, Instant now) {
        var rules = structs(at(tree, ".spec.rules"));
        var hosts = new ArrayList<String>();
        boolean more = false;
        for (var rule : rules) {
            more |= hosts.size() == SHOWN;
            if (!more && rule.get("host") instanceof String host && !host.isEmpty()) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            return "*";
        }
        var shown = String.join(",", hosts);
        return more ? shown + " + " + (rules.size() - SHOWN) + " more..." : shown;
    }

    static String ingressAddress(Struct tree, Instant now) {
        return String.join(",", balancerAddresses(at(tree, ".status.loadBalancer.ingress")));
    }

    static String ingressPorts(Struct tree, Instant now) {
        return new Ingress(tree).spec().tree().get("tls") instanceof List<?> tls && !tls.isEmpty() ? "80, 443" : "80";
    }

    static String ingressClassParameters(Struct tree, Instant now) {
        if (at(tree, ".spec.parameters") == null) {
            return NONE;
        }
        var group = text(tree, ".spec.parameters.apiGroup");
        return text(tree, ".spec.parameters.kind") + (group.isEmpty() ? "" : "." + group) + "/"
                + text(tree, ".spec.parameters.name");
    }

    static String parentReference(Struct tree, Instant now) {
        var group = text(tree, ".spec.parentRef.group");
        var namespace = text(tree, ".spec.parentRef.namespace");
        return text(tree, ".spec.parentRef.resource") + (group.isEmpty() ? "" : "." + group) + "/"
                + (namespace.isEmpty() ? "" : namespace + "/") + text(tree, ".spec.parentRef.name");
    }
}
