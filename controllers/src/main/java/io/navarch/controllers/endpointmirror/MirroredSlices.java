package io.navarch.controllers.endpointmirror;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.core.v1.EndpointAddress;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointConditions;
import io.navarch.model.discovery.v1.EndpointPort;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The slices that show Endpoints: one per subset and address family. Pure logic. */
final class MirroredSlices {
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final int MOST = 1000;

    private MirroredSlices() {}

    /** Whether they are to be shown at all; those that only hold a leader's lock, or say so, are not. */
    static boolean wanted(Endpoints endpoints) {
        return !"true".equals(endpoints.metadata().labels().get(SKIP))
                && !endpoints.metadata().annotations().containsKey(LEADER);
    }

    static List<EndpointSlice> of(Endpoints endpoints) {
        var slices = new ArrayList<EndpointSlice>();
        for (var subset : endpoints.subsets()) {
            add(endpoints, subset, "IPv4", slices);
            add(endpoints, subset, "IPv6", slices);
        }
        return slices;
    }

    private static void add(Endpoints endpoints, EndpointSubset subset, String family, List<EndpointSlice> slices) {
        var shown = new ArrayList<Endpoint>();
        subset.addresses().forEach(address -> add(address, true, family, shown));
        subset.notReadyAddresses().forEach(address -> add(address, false, family, shown));
        if (shown.isEmpty()) {
            return;
        }
        var labels = new HashMap<>(endpoints.metadata().labels());
        labels.put(SERVICE_NAME, endpoints.name());
        labels.put(MANAGED_BY, MANAGER);
        var annotations = new HashMap<>(endpoints.metadata().annotations());
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        annotations.remove("endpoints.kubernetes.io/last-change-trigger-time");
        var slice = EndpointSlice.EMPTY
                .withMetadata(meta -> meta.withNamespace(endpoints.namespace())
                        .withGenerateName(endpoints.name() + "-")
                        .withLabels(labels)
                        .withOwnerReferences(List.of(Pods.controllerReference(endpoints))))
                .withAddressType(family)
                .withEndpoints(shown)
                .withPorts(subset.ports().stream().map(MirroredSlices::port).toList());
        slices.add(annotations.isEmpty() ? slice : slice.withMetadata(meta -> meta.withAnnotations(annotations)));
    }

    private static EndpointPort port(io.navarch.model.core.v1.EndpointPort port) {
        var shown = EndpointPort.EMPTY
                .withName(port.name())
                .withPort(port.port())
                .withProtocol(port.protocol().isEmpty() ? "TCP" : port.protocol());
        return port.hasAppProtocol() ? shown.withAppProtocol(port.appProtocol()) : shown;
    }

    private static void add(EndpointAddress address, boolean ready, String family, List<Endpoint> shown) {
        boolean six = address.ip().indexOf(':') >= 0;
        if (six != family.equals("IPv6") || shown.size() >= MOST) {
            return;
        }
        var endpoint = Endpoint.EMPTY
                .withAddresses(List.of(address.ip()))
                .withConditions(EndpointConditions.EMPTY.withReady(ready));
        endpoint = address.hasTargetRef() ? endpoint.withTargetRef(address.targetRef()) : endpoint;
        endpoint = address.nodeName().isEmpty() ? endpoint : endpoint.withNodeName(address.nodeName());
        shown.add(address.hostname().isEmpty() ? endpoint : endpoint.withHostname(address.hostname()));
    }

    /** Whether the slice shows what it should. */
    static boolean same(EndpointSlice slice, EndpointSlice wanted) {
        return slice.addressType().equals(wanted.addressType())
                && slice.endpoints().equals(wanted.endpoints())
                && slice.ports().equals(wanted.ports())
                && slice.metadata().labels().equals(wanted.metadata().labels())
                && slice.metadata().annotations().equals(wanted.metadata().annotations());
    }
}
