package io.navarch.model.validation;

import io.navarch.model.core.v1.EndpointPort;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.name.Formats;
import io.navarch.model.name.IpAddresses;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Services and Endpoints. Which addresses and node ports are free is the allocators' business. */
final class ServiceChecks {
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private ServiceChecks() {}

    static void register(Map<String, Check> all) {
        all.put("service", ServiceChecks::service);
        all.put("endpoints", ServiceChecks::endpoints);
    }

    private static void service(Struct tree, String path, Scope scope) {
        var spec = new ServiceSpec(tree);
        var errors = scope.errors();
        boolean headless = spec.clusterIP().equals("None");
        boolean external = spec.type().equals("ExternalName");
        if (spec.ports().isEmpty() && !headless && !external) {
            errors.required(path + ".ports", "");
        }
        typeRules(spec, path, errors);
        ports(spec, path, errors);
        affinity(spec, path, errors);
        addresses(spec, path, errors);
        policies(spec, path, errors);
        if (!TYPES.contains(spec.type())) {
            errors.notSupported(path + ".type", spec.type(), TYPES);
        }
        nodePorts(spec, path, errors);
        if (external) {
            var name = spec.externalName();
            if (name.isEmpty()) {
                errors.required(path + ".externalName", "");
            } else {
                errors.invalid(path + ".externalName", name, Formats.dns1123Subdomain(name.replaceAll("\\.$", "")));
            }
        }
    }

    private static void typeRules(ServiceSpec spec, String path, FieldErrors errors) {
        switch (spec.type()) {
            case "LoadBalancer" -> {
                for (int i = 0; i < spec.ports().size(); i++) {
                    if (spec.ports().get(i).port() == 10250) {
                        errors.invalid(
                                path + ".ports[" + i + "]",
                                10250,
                                "may not expose port 10250 externally since it is used by kubelet");
                    }
                }
                if (spec.clusterIP().equals("None")) {
                    errors.invalid(
                            path + ".clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services");
                }
            }
            case "NodePort" -> {
                if (spec.clusterIP().equals("None")) {
                    errors.invalid(path + ".clusterIPs[0]", "None", "may not be set to 'None' for NodePort services");
                }
            }
            case "ExternalName" -> {
                if (!spec.clusterIP().isEmpty()) {
                    errors.invalid(path + ".clusterIP", spec.clusterIP(), "may not be set for ExternalName services");
                }
            }
            default -> {}
        }
    }

    private static void ports(ServiceSpec spec, String path, FieldErrors errors) {
        var names = new HashSet<String>();
        var numbers = new HashSet<String>();
        boolean severalPorts = spec.ports().size() > 1;
        for (int i = 0; i < spec.ports().size(); i++) {
            var port = spec.ports().get(i);
            var at = path + ".ports[" + i + "]";
            if (severalPorts && port.name().isEmpty()) {
                errors.required(at + ".name", "");
            } else if (!port.name().isEmpty()) {
                errors.invalid(at + ".name", port.name(), Formats.dns1123Label(port.name()));
                if (!names.add(port.name())) {
                    errors.duplicate(at + ".name", port.name());
                }
            }
            errors.invalid(at + ".port", port.port(), Formats.portNumber(port.port()));
            protocol(port.protocol(), at, errors);
            targetPort(port, at, errors);
            if (!port.appProtocol().isEmpty()) {
                errors.invalid(at + ".appProtocol", port.appProtocol(), Formats.qualifiedName(port.appProtocol()));
            }
            if (!numbers.add(port.protocol() + "/" + port.port())) {
                errors.duplicate(at, shown(port));
            }
        }
    }

    private static void protocol(String protocol, String at, FieldErrors errors) {
        if (protocol.isEmpty()) {
            errors.required(at + ".protocol", "");
        } else if (!PROTOCOLS.contains(protocol)) {
            errors.notSupported(at + ".protocol", protocol, PROTOCOLS);
        }
    }

    private static void targetPort(ServicePort port, String at, FieldErrors errors) {
        switch (port.targetPort()) {
            case Long number -> errors.invalid(at + ".targetPort", number, Formats.portNumber(number));
            case String name -> errors.invalid(at + ".targetPort", name, Formats.portName(name));
            case null, default -> {}
        }
    }

    private static FieldErrors.Verbatim shown(ServicePort port) {
        return GoValues.object(
                "Name",
                "",
                "Protocol",
                port.protocol(),
                "AppProtocol",
                null,
                "Port",
                port.port(),
                "TargetPort",
                0,
                "NodePort",
                0);
    }

    private static void affinity(ServiceSpec spec, String path, FieldErrors errors) {
        var supported = List.of("ClientIP", "None");
        if (spec.sessionAffinity().isEmpty()) {
            errors.required(path + ".sessionAffinity", "");
        } else if (!supported.contains(spec.sessionAffinity())) {
            errors.notSupported(path + ".sessionAffinity", spec.sessionAffinity(), supported);
        }
        var seconds = spec.sessionAffinityConfig().clientIP().timeoutSeconds();
        if (spec.sessionAffinity().equals("ClientIP") && (seconds <= 0 || seconds > 86400)) {
            errors.invalid(
                    path + ".sessionAffinityConfig.clientIP.timeoutSeconds",
                    seconds,
                    "must be greater than 0 and less than 86400");
        }
    }

    private static void addresses(ServiceSpec spec, String path, FieldErrors errors) {
        var ips = spec.clusterIPs().isEmpty() && !spec.clusterIP().isEmpty()
                ? List.of(spec.clusterIP())
                : spec.clusterIPs();
        for (int i = 0; i < ips.size(); i++) {
            var ip = ips.get(i);
            if (!ip.equals("None") && !ip.isEmpty()) {
                errors.invalid(path + ".clusterIPs[" + i + "]", ip, IpAddresses.faults(ip));
            }
        }
        if (!spec.clusterIPs().isEmpty() && !spec.clusterIPs().get(0).equals(spec.clusterIP())) {
            errors.invalid(path + ".clusterIPs", spec.clusterIPs(), "first value must match `clusterIP`");
        }
        for (int i = 0; i < spec.externalIPs().size(); i++) {
            var ip = spec.externalIPs().get(i);
            errors.invalid(path + ".externalIPs[" + i + "]", ip, IpAddresses.faults(ip));
        }
        for (int i = 0; i < spec.loadBalancerSourceRanges().size(); i++) {
            var range = spec.loadBalancerSourceRanges().get(i);
            errors.invalid(path + ".loadBalancerSourceRanges[" + i + "]", range, IpAddresses.cidrFaults(range.strip()));
        }
        if (!spec.loadBalancerSourceRanges().isEmpty() && !spec.type().equals("LoadBalancer")) {
            errors.forbidden(path + ".loadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
        }
        families(spec, path, errors);
    }

    private static void families(ServiceSpec spec, String path, FieldErrors errors) {
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            if (!List.of("IPv4", "IPv6").contains(spec.ipFamilies().get(i))) {
                errors.notSupported(
                        path + ".ipFamilies[" + i + "]", spec.ipFamilies().get(i), List.of("IPv4", "IPv6"));
            }
        }
        var policies = List.of("PreferDualStack", "RequireDualStack", "SingleStack");
        if (!spec.ipFamilyPolicy().isEmpty() && !policies.contains(spec.ipFamilyPolicy())) {
            errors.notSupported(path + ".ipFamilyPolicy", spec.ipFamilyPolicy(), policies);
        }
    }

    private static void policies(ServiceSpec spec, String path, FieldErrors errors) {
        var scopes = List.of("Cluster", "Local");
        boolean reachable = spec.type().equals("NodePort")
                || spec.type().equals("LoadBalancer")
                || (spec.type().equals("ClusterIP") && !spec.externalIPs().isEmpty());
        var traffic = spec.externalTrafficPolicy();
        if (!traffic.isEmpty() && !reachable) {
            errors.invalid(
                    path + ".externalTrafficPolicy",
                    traffic,
                    "may only be set when `type` is 'NodePort' or 'LoadBalancer'");
        } else if (!traffic.isEmpty() && !scopes.contains(traffic)) {
            errors.notSupported(path + ".externalTrafficPolicy", traffic, scopes);
        }
        var inside = spec.internalTrafficPolicy();
        if (!inside.isEmpty() && !scopes.contains(inside)) {
            errors.notSupported(path + ".internalTrafficPolicy", inside, scopes);
        }
        var distribution = spec.trafficDistribution();
        var known = List.of("PreferClose", "PreferSameNode", "PreferSameZone");
        if (!distribution.isEmpty() && !known.contains(distribution)) {
            errors.notSupported(path + ".trafficDistribution", distribution, known);
        }
        if (spec.healthCheckNodePort() != 0 && !(spec.type().equals("LoadBalancer") && traffic.equals("Local"))) {
            errors.invalid(
                    path + ".healthCheckNodePort",
                    spec.healthCheckNodePort(),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        if (spec.hasAllocateLoadBalancerNodePorts() && !spec.type().equals("LoadBalancer")) {
            errors.forbidden(path + ".allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'");
        }
        if (spec.hasLoadBalancerClass() && !spec.type().equals("LoadBalancer")) {
            errors.forbidden(path + ".loadBalancerClass", "may only be used when `type` is 'LoadBalancer'");
        }
    }

    private static void nodePorts(ServiceSpec spec, String path, FieldErrors errors) {
        var taken = new HashSet<String>();
        for (int i = 0; i < spec.ports().size(); i++) {
            var port = spec.ports().get(i);
            if (port.nodePort() == 0) {
                continue;
            }
            var at = path + ".ports[" + i + "].nodePort";
            if (spec.type().equals("ClusterIP")) {
                errors.forbidden(at, "may not be used when `type` is 'ClusterIP'");
            }
            if (!taken.add(port.protocol() + "/" + port.nodePort())) {
                // The allocator says so, in the order of its own; two ports of one service are caught here already.
                errors.invalid(at, port.nodePort(), "provided port is already allocated");
            }
        }
    }

    private static void endpoints(Struct tree, String path, Scope scope) {
        var subsets = new Endpoints(tree).subsets();
        for (int i = 0; i < subsets.size(); i++) {
            var subset = subsets.get(i);
            var at = "subsets[" + i + "]";
            if (subset.addresses().isEmpty() && subset.notReadyAddresses().isEmpty()) {
                scope.errors().required(at, "must specify `addresses` or `notReadyAddresses`");
            }
            for (int j = 0; j < subset.addresses().size(); j++) {
                address(subset.addresses().get(j).ip(), at + ".addresses[" + j + "].ip", scope.errors());
            }
            for (int j = 0; j < subset.notReadyAddresses().size(); j++) {
                address(
                        subset.notReadyAddresses().get(j).ip(),
                        at + ".notReadyAddresses[" + j + "].ip",
                        scope.errors());
            }
            for (int j = 0; j < subset.ports().size(); j++) {
                port(subset.ports().get(j), subset.ports().size() > 1, at + ".ports[" + j + "]", scope.errors());
            }
        }
    }

    private static void address(String ip, String at, FieldErrors errors) {
        errors.invalid(at, ip, IpAddresses.faults(ip));
        if (!IpAddresses.isIp(ip)) {
            return;
        }
        var fault =
                switch (ip) {
                    case "0.0.0.0", "::" -> "may not be unspecified (" + ip + ")";
                    default -> {
                        if (ip.startsWith("127.") || ip.equals("::1")) {
                            yield "may not be in the loopback range (127.0.0.0/8, ::1/128)";
                        }
                        yield ip.startsWith("169.254.")
                                ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
                                : "";
                    }
                };
        if (!fault.isEmpty()) {
            errors.invalid(at, ip, fault);
        }
    }

    private static void port(EndpointPort port, boolean nameNeeded, String at, FieldErrors errors) {
        if (nameNeeded && port.name().isEmpty()) {
            errors.required(at + ".name", "");
        } else if (!port.name().isEmpty()) {
            errors.invalid(at + ".name", port.name(), Formats.dns1123Label(port.name()));
        }
        errors.invalid(at + ".port", port.port(), Formats.portNumber(port.port()));
        protocol(port.protocol(), at, errors);
    }
}
