package io.navarch.controllers.endpoint;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointConditions;
import io.navarch.model.discovery.v1.EndpointPort;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes that bring a service's slices of one address family to its backends: endpoints stay in the slice where they
 * are, new ones fill slices that change anyway, and slices that would be empty go. Pure logic.
 */
record SlicePlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final int LARGEST = 100;

    static SlicePlan of(Service service, String family, List<Backends.Backend> backends, List<EndpointSlice> existing) {
        Map<List<EndpointPort>, Map<String, Endpoint>> wanted = new LinkedHashMap<>();
        for (var backend : backends) {
            var ports = ports(service, backend);
            if (ports.isEmpty() && !service.spec().ports().isEmpty()) {
                continue;
            }
            wanted.computeIfAbsent(ports, absent -> new LinkedHashMap<>())
                    .put(backend.pod().uid() + backend.address(), endpoint(backend));
        }
        if (wanted.isEmpty()) {
            // Even a service without pods has one slice, so that readers see that it has none.
            wanted.put(List.of(), Map.of());
        }
        var plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var left = new ArrayList<>(existing);
        wanted.forEach((ports, endpoints) -> {
            var same = left.stream()
                    .filter(slice ->
                            slice.ports().equals(ports) && slice.addressType().equals(family))
                    .toList();
            left.removeAll(same);
            plan.fit(service, family, ports, endpoints, same);
        });
        left.stream().filter(slice -> slice.addressType().equals(family)).forEach(plan.delete::add);
        return plan;
    }

    private void fit(
            Service service,
            String family,
            List<EndpointPort> ports,
            Map<String, Endpoint> wanted,
            List<EndpointSlice> slices) {
        var missing = new LinkedHashMap<>(wanted);
        var kept = new LinkedHashMap<EndpointSlice, List<Endpoint>>();
        for (var slice : slices) {
            var stay = new ArrayList<Endpoint>();
            for (var endpoint : slice.endpoints()) {
                var address = endpoint.addresses().isEmpty()
                        ? ""
                        : endpoint.addresses().get(0);
                var found = missing.remove(endpoint.targetRef().uid() + address);
                if (found != null) {
                    stay.add(found);
                }
            }
            kept.put(slice, stay);
        }
        var rest = new ArrayList<>(missing.values());
        boolean placeholder = wanted.isEmpty();
        for (var entry : kept.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
                .toList()) {
            var endpoints = entry.getValue();
            while (!rest.isEmpty() && endpoints.size() < LARGEST) {
                endpoints.add(rest.removeFirst());
            }
            if (endpoints.isEmpty() && !placeholder) {
                delete.add(entry.getKey());
            } else {
                placeholder = false;
                var changed = dressed(service, entry.getKey()).withEndpoints(endpoints);
                if (!changed.equals(entry.getKey())) {
                    update.add(changed);
                }
            }
        }
        while (!rest.isEmpty() || placeholder) {
            placeholder = false;
            var part = new ArrayList<>(rest.subList(0, Math.min(LARGEST, rest.size())));
            rest.subList(0, part.size()).clear();
            create.add(fresh(service, family).withPorts(ports).withEndpoints(part));
        }
    }

    private static List<EndpointPort> ports(Service service, Backends.Backend backend) {
        return Backends.ports(service, backend.pod()).stream()
                .map(port -> {
                    var made = EndpointPort.EMPTY.withPort(port.number()).withProtocol(port.protocol());
                    // An unnamed port is named "" in a slice: readers tell it from one without a name.
                    made = new EndpointPort(made.tree().with("name", port.name()));
                    return port.appProtocol().isEmpty() ? made : made.withAppProtocol(port.appProtocol());
                })
                .toList();
    }

    private static Endpoint endpoint(Backends.Backend backend) {
        var endpoint = Endpoint.EMPTY
                .withAddresses(List.of(backend.address()))
                .withConditions(EndpointConditions.EMPTY
                        .withReady(backend.ready())
                        .withServing(backend.serving())
                        .withTerminating(backend.terminating()))
                .withTargetRef(EventRecorder.reference(backend.pod(), "")
                        .withoutResourceVersion()
                        .withoutApiVersion())
                .withNodeName(backend.pod().spec().nodeName())
                .withHostname(backend.hostname());
        return backend.zone().isEmpty() ? endpoint : endpoint.withZone(backend.zone());
    }

    private static EndpointSlice fresh(Service service, String family) {
        var slice = EndpointSlice.EMPTY
                .withMetadata(meta -> meta.withNamespace(service.namespace())
                        .withGenerateName(service.name() + "-")
                        .withOwnerReferences(List.of(Pods.controllerReference(service))))
                .withAddressType(family);
        return dressed(service, slice);
    }

    /** The slice with the labels that it must have. */
    private static EndpointSlice dressed(Service service, EndpointSlice slice) {
        var labels = new HashMap<>(service.metadata().labels());
        labels.put(SERVICE_NAME, service.name());
        labels.put(MANAGED_BY, MANAGER);
        if (Backends.headless(service)) {
            labels.put(HEADLESS, "");
        } else {
            labels.remove(HEADLESS);
        }
        return slice.withMetadata(meta -> meta.withLabels(labels));
    }
}
