package io.navarch.controllers.endpoint;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodIP;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which pods serve a Service, at which ports and in which state. Pure logic. */
final class Backends {
    private Backends() {}

    /**
     * A pod as an endpoint.
     *
     * @param zone of its node, "" if unknown
     * @param hostname its DNS name within the service's subdomain, "" if it has none
     */
    record Backend(
            Pod pod,
            String address,
            boolean ready,
            boolean serving,
            boolean terminating,
            String zone,
            String hostname) {}

    /** A port of the service as this pod offers it; null numbers are ports that it does not have. */
    record Port(String name, int number, String protocol, String appProtocol) {}

    /** The pods of the service that have an address of the family, whatever their state but finished. */
    static List<Backend> of(Service service, List<Pod> pods, String family, Function<String, Optional<Node>> nodes) {
        var backends = new ArrayList<Backend>();
        boolean publishNotReady = service.spec().publishNotReadyAddresses();
        for (var pod : pods) {
            var address = address(pod, family);
            if (address.isEmpty()
                    || Pods.finished(pod)
                    || (Pods.terminating(pod) && pod.spec().nodeName().isEmpty())) {
                continue;
            }
            boolean serving = Pods.ready(pod);
            boolean terminating = Pods.terminating(pod);
            boolean ready = publishNotReady || (serving && !terminating);
            var zone = nodes.apply(pod.spec().nodeName())
                    .map(node -> node.metadata().labels().getOrDefault("topology.kubernetes.io/zone", ""))
                    .orElse("");
            boolean named =
                    !pod.spec().hostname().isEmpty() && pod.spec().subdomain().equals(service.name());
            backends.add(new Backend(
                    pod,
                    address,
                    ready,
                    serving,
                    terminating,
                    zone,
                    named ? pod.spec().hostname() : ""));
        }
        return backends;
    }

    private static String address(Pod pod, String family) {
        boolean six = family.equals("IPv6");
        for (PodIP ip : pod.status().podIPs()) {
            if (ip.ip().contains(":") == six) {
                return ip.ip();
            }
        }
        var single = pod.status().podIP();
        return !single.isEmpty() && single.contains(":") == six ? single : "";
    }

    /** The service's ports with the numbers that they have in this pod; a port whose name the pod lacks is left out. */
    static List<Port> ports(Service service, Pod pod) {
        var ports = new ArrayList<Port>();
        for (var port : service.spec().ports()) {
            int number = number(port, pod);
            if (number > 0) {
                ports.add(new Port(port.name(), number, protocol(port), port.appProtocol()));
            }
        }
        return List.copyOf(ports);
    }

    private static String protocol(ServicePort port) {
        return port.protocol().isEmpty() ? "TCP" : port.protocol();
    }

    private static int number(ServicePort port, Pod pod) {
        return switch (port.targetPort()) {
            case Long number when number > 0 -> number.intValue();
            case String name when !name.isEmpty() -> named(name, protocol(port), pod);
            case null, default -> port.port();
        };
    }

    private static int named(String name, String protocol, Pod pod) {
        var containers = new ArrayList<>(pod.spec().initContainers());
        containers.removeIf(container -> !container.restartPolicy().equals("Always"));
        containers.addAll(pod.spec().containers());
        for (var container : containers) {
            for (var port : container.ports()) {
                var spoken = port.protocol().isEmpty() ? "TCP" : port.protocol();
                if (port.name().equals(name) && spoken.equals(protocol)) {
                    return port.containerPort();
                }
            }
        }
        return 0;
    }

    static boolean headless(Service service) {
        return service.spec().clusterIP().equals("None");
    }
}
