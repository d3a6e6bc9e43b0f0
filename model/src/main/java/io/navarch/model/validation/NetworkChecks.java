package io.navarch.model.validation;

import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.name.Formats;
import io.navarch.model.name.IpAddresses;
import io.navarch.model.networking.v1.HTTPIngressPath;
import io.navarch.model.networking.v1.IPBlock;
import io.navarch.model.networking.v1.IngressBackend;
import io.navarch.model.networking.v1.IngressClassSpec;
import io.navarch.model.networking.v1.IngressRule;
import io.navarch.model.networking.v1.IngressSpec;
import io.navarch.model.networking.v1.NetworkPolicyPeer;
import io.navarch.model.networking.v1.NetworkPolicyPort;
import io.navarch.model.networking.v1.NetworkPolicySpec;
import io.navarch.model.networking.v1.ServiceCIDRSpec;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Ingresses, network policies and endpoint slices. */
final class NetworkChecks {
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final int MOST_ENDPOINTS = 1000;
    private static final int MOST_PORTS = 20000;
    private static final int MOST_ADDRESSES = 100;

    private NetworkChecks() {}

    static void register(Map<String, Check> all) {
        all.put("ingress", NetworkChecks::ingress);
        all.put("ingressHost", NetworkChecks::ingressHost);
        all.put("ingressPath", NetworkChecks::ingressPath);
        all.put("ingressBackend", NetworkChecks::ingressBackend);
        all.put("ingressClass", NetworkChecks::ingressClass);
        all.put("policyTypes", NetworkChecks::policyTypes);
        all.put("policyPort", NetworkChecks::policyPort);
        all.put("policyPeer", NetworkChecks::policyPeer);
        all.put("ipBlock", NetworkChecks::ipBlock);
        all.put("endpointSlice", NetworkChecks::endpointSlice);
        all.put("serviceCidrs", NetworkChecks::serviceCidrs);
    }

    /** One block, or one of each family. */
    private static void serviceCidrs(Struct tree, String path, Scope scope) {
        var cidrs = new ServiceCIDRSpec(tree).cidrs();
        var errors = scope.errors();
        if (cidrs.isEmpty()) {
            errors.required(path + ".cidrs", "at least one CIDR required");
            return;
        }
        if (cidrs.size() > 2) {
            errors.invalid(path + ".cidrs", cidrs, "may only hold up to 2 values");
        }
        for (int i = 0; i < cidrs.size(); i++) {
            errors.invalid(path + ".cidrs[" + i + "]", cidrs.get(i), IpAddresses.cidrFaults(cidrs.get(i)));
        }
        boolean sameFamily =
                cidrs.size() == 2 && cidrs.get(0).contains(":") == cidrs.get(1).contains(":");
        if (sameFamily) {
            errors.invalid(
                    path + ".cidrs",
                    cidrs,
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }

    private static void ingress(Struct tree, String path, Scope scope) {
        var spec = new IngressSpec(tree);
        if (spec.rules().isEmpty() && !spec.hasDefaultBackend()) {
            scope.errors().invalid(path, null, "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.hasIngressClassName()) {
            scope.errors()
                    .invalid(
                            path + ".ingressClassName",
                            spec.ingressClassName(),
                            Formats.dns1123Subdomain(spec.ingressClassName()));
        }
    }

    private static void ingressHost(Struct tree, String path, Scope scope) {
        var host = new IngressRule(tree).host();
        if (host.isEmpty()) {
            return;
        }
        if (IpAddresses.isIp(host)) {
            scope.errors().invalid(path + ".host", host, "must be a DNS name, not an IP address");
        } else {
            scope.errors().invalid(path + ".host", host, Formats.host(host));
        }
    }

    private static void ingressPath(Struct tree, String path, Scope scope) {
        var entry = new HTTPIngressPath(tree);
        var errors = scope.errors();
        var text = entry.path();
        switch (entry.pathType()) {
            case "" -> errors.required(path + ".pathType", "pathType must be specified");
            case "Exact", "Prefix" -> {
                if (!text.startsWith("/")) {
                    errors.invalid(path + ".path", text, "must be an absolute path");
                }
                for (var sequence : List.of("//", "/./", "/../", "%2f", "%2F")) {
                    if (text.contains(sequence)) {
                        errors.invalid(path + ".path", text, "must not contain '" + sequence + "'");
                    }
                }
                for (var end : List.of("/..", "/.")) {
                    if (text.endsWith(end)) {
                        errors.invalid(path + ".path", text, "cannot end with '" + end + "'");
                    }
                }
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty() && !text.startsWith("/")) {
                    errors.invalid(path + ".path", text, "must be an absolute path");
                }
            }
            default -> errors.notSupported(path + ".pathType", entry.pathType(), PATH_TYPES);
        }
    }

    private static void ingressBackend(Struct tree, String path, Scope scope) {
        var backend = new IngressBackend(tree);
        var errors = scope.errors();
        if (backend.hasResource() && backend.hasService()) {
            errors.invalid(path, "", "cannot set both resource and service backends");
            return;
        }
        if (backend.hasResource()) {
            return;
        }
        if (!backend.hasService()) {
            errors.required(path, "resource or service backend is required");
            return;
        }
        var service = backend.service();
        if (service.name().isEmpty()) {
            errors.required(path + ".service.name", "");
        } else {
            errors.invalid(path + ".service.name", service.name(), Formats.dns1035Label(service.name()));
        }
        var port = service.port();
        if (!port.name().isEmpty() && port.number() != 0) {
            errors.invalid(path, "", "cannot set both port name & port number");
        } else if (!port.name().isEmpty()) {
            errors.invalid(path + ".service.port.name", port.name(), Formats.portName(port.name()));
        } else if (port.number() != 0) {
            errors.invalid(path + ".service.port.number", port.number(), Formats.portNumber(port.number()));
        } else {
            errors.required(path, "port name or number is required");
        }
    }

    private static void ingressClass(Struct tree, String path, Scope scope) {
        var controller = new IngressClassSpec(tree).controller();
        if (controller.isEmpty()) {
            scope.errors().required(path + ".controller", "");
        } else {
            scope.errors().invalid(path + ".controller", controller, Formats.domainPrefixedPath(controller));
        }
    }

    private static void policyTypes(Struct tree, String path, Scope scope) {
        var types = new NetworkPolicySpec(tree).policyTypes();
        var allowed = List.of("Egress", "Ingress");
        if (types.size() > allowed.size()) {
            scope.errors()
                    .invalid(
                            path + ".policyTypes",
                            tree.get("policyTypes"),
                            "may not specify more than two policyTypes");
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!allowed.contains(types.get(i))) {
                scope.errors().notSupported(path + ".policyTypes[" + i + "]", types.get(i), allowed);
            }
        }
    }

    private static void policyPort(Struct tree, String path, Scope scope) {
        var entry = new NetworkPolicyPort(tree);
        var errors = scope.errors();
        switch (entry.port()) {
            case Long number -> {
                errors.invalid(path + ".port", number, Formats.portNumber(number));
                if (entry.hasEndPort()) {
                    errors.invalid(path + ".endPort", entry.endPort(), Formats.portNumber(entry.endPort()));
                    if (number > entry.endPort()) {
                        errors.invalid(path + ".endPort", number, "must be greater than or equal to `port`");
                    }
                }
            }
            case String name -> {
                errors.invalid(path + ".port", name, Formats.portName(name));
                if (entry.hasEndPort()) {
                    errors.invalid(
                            path + ".endPort", entry.endPort(), "may not be specified when `port` is non-numeric");
                }
            }
            case null, default -> {
                if (entry.hasEndPort()) {
                    errors.invalid(
                            path + ".endPort", entry.endPort(), "may not be specified when `port` is not specified");
                }
            }
        }
    }

    private static void policyPeer(Struct tree, String path, Scope scope) {
        var peer = new NetworkPolicyPeer(tree);
        boolean selects = peer.hasPodSelector() || peer.hasNamespaceSelector();
        if (!selects && !peer.hasIpBlock()) {
            scope.errors().required(path, "must specify a peer");
        } else if (selects && peer.hasIpBlock()) {
            scope.errors().forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    private static void ipBlock(Struct tree, String path, Scope scope) {
        var block = new IPBlock(tree);
        if (!block.cidr().isEmpty()) {
            scope.errors().invalid(path + ".cidr", block.cidr(), IpAddresses.cidrFaults(block.cidr()));
        }
        for (int i = 0; i < block.except().size(); i++) {
            var except = block.except().get(i);
            scope.errors().invalid(path + ".except[" + i + "]", except, IpAddresses.cidrFaults(except));
        }
    }

    private static void endpointSlice(Struct tree, String path, Scope scope) {
        var slice = new EndpointSlice(tree);
        var errors = scope.errors();
        if (slice.endpoints().size() > MOST_ENDPOINTS) {
            errors.tooMany("endpoints", slice.endpoints().size(), MOST_ENDPOINTS);
        }
        if (slice.ports().size() > MOST_PORTS) {
            errors.tooMany("ports", slice.ports().size(), MOST_PORTS);
        }
        for (int i = 0; i < slice.endpoints().size(); i++) {
            var addresses = slice.endpoints().get(i).addresses();
            var at = "endpoints[" + i + "].addresses";
            if (addresses.isEmpty()) {
                errors.required(at, "must contain at least 1 address");
            } else if (addresses.size() > MOST_ADDRESSES) {
                errors.tooMany(at, addresses.size(), MOST_ADDRESSES);
            }
            for (int j = 0; j < addresses.size(); j++) {
                sliceAddress(slice.addressType(), addresses.get(j), at + "[" + j + "]", errors);
            }
        }
        var names = new HashSet<String>();
        for (int i = 0; i < slice.ports().size(); i++) {
            var name = slice.ports().get(i).name();
            if (!name.isEmpty()) {
                errors.invalid("ports[" + i + "].name", name, Formats.dns1123Label(name));
            }
            if (!names.add(name)) {
                errors.duplicate("ports", name);
            }
        }
    }

    private static void sliceAddress(String type, String address, String at, FieldErrors errors) {
        switch (type) {
            case "IPv4" -> {
                if (!IpAddresses.isIpv4(address)) {
                    errors.invalid(
                            at,
                            address,
                            IpAddresses.isIp(address)
                                    ? List.of("must be an IPv4 address")
                                    : IpAddresses.faults(address));
                }
            }
            case "IPv6" -> {
                if (!IpAddresses.isIpv6(address)) {
                    errors.invalid(
                            at,
                            address,
                            IpAddresses.isIp(address)
                                    ? List.of("must be an IPv6 address")
                                    : IpAddresses.faults(address));
                }
            }
            case "FQDN" -> errors.invalid(at, address, Formats.dns1123Subdomain(address));
            default -> errors.invalid(at, address, "unsupported address type");
        }
    }
}
