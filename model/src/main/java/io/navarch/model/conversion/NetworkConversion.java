package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Ingresses of extensions/v1beta1 and networking.k8s.io/v1beta1, and endpoint slices of discovery.k8s.io/v1beta1. */
final class NetworkConversion {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String HOST = "kubernetes.io/hostname";

    private NetworkConversion() {}

    static void register(Map<String, Conversion> all) {
        all.put(
                "ingressV1beta1",
                new Conversion(
                        ingress -> ingress(ingress, "backend", "defaultBackend", NetworkConversion::toNewBackend),
                        ingress -> ingress(ingress, "defaultBackend", "backend", NetworkConversion::toOldBackend)));
        all.put(
                "endpointSliceV1beta1",
                new Conversion(
                        slice -> Members.each(slice, "endpoints", NetworkConversion::toNewEndpoint),
                        slice -> Members.each(slice, "endpoints", NetworkConversion::toOldEndpoint)));
    }

    private static Dict ingress(Dict ingress, String from, String to, UnaryOperator<Dict> backend) {
        return Members.inside(ingress, "spec", spec -> {
            var changed = Members.renamed(Members.inside(spec, from, backend), from, to);
            return Members.each(
                    changed,
                    "rules",
                    rule -> Members.inside(
                            rule,
                            "http",
                            http -> Members.each(http, "paths", path -> Members.inside(path, "backend", backend))));
        });
    }

    private static Dict toNewBackend(Dict backend) {
        if (backend.get("serviceName") == null && backend.get("servicePort") == null) {
            return backend;
        }
        var service = Members.withPresent(Dict.EMPTY, "name", backend.get("serviceName"));
        var port = backend.get("servicePort");
        if (port instanceof Long number) {
            service = service.with("port", Dict.of("number", number));
        } else if (port != null) {
            service = service.with("port", Dict.of("name", port));
        }
        return backend.with("serviceName", null).with("servicePort", null).with("service", service);
    }

    private static Dict toOldBackend(Dict backend) {
        if (!(backend.get("service") instanceof Dict service)) {
            return backend;
        }
        var port = Members.object(service, "port");
        var named = port.get("name");
        var old = Members.withPresent(backend.with("service", null), "serviceName", service.get("name"));
        return Members.withPresent(old, "servicePort", named != null ? named : port.get("number"));
    }

    private static Dict toNewEndpoint(Dict endpoint) {
        var topology = Members.object(endpoint, "topology");
        var changed = endpoint.with("topology", null);
        changed = Members.withPresent(changed, "zone", topology.get(ZONE));
        var host = topology.get(HOST);
        if (host != null) {
            changed = Members.withDefault(changed, "nodeName", host);
        }
        var rest = topology.with(ZONE, null).with(HOST, null);
        return rest.isEmpty() ? changed : changed.with("deprecatedTopology", rest);
    }

    private static Dict toOldEndpoint(Dict endpoint) {
        var topology = Members.object(endpoint, "deprecatedTopology");
        topology = Members.withPresent(topology, ZONE, endpoint.get("zone"));
        topology = Members.withPresent(topology, HOST, endpoint.get("nodeName"));
        var changed = endpoint.with("deprecatedTopology", null).with("zone", null);
        return topology.isEmpty() ? changed : changed.with("topology", topology);
    }
}
