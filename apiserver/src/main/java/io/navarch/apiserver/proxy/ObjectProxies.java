package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@code pods/proxy}, {@code nodes/proxy} and {@code services/proxy}: finds the backend that the object stands for. */
final class ObjectProxies {
    private static final int KUBELET_PORT = 10250;

    private final ObjectStores stores;
    private final Kubelets kubelets;
    private final HttpProxy proxy;
    private final AnyServer anyServer = new AnyServer();
    private final RandomGenerator random;

    ObjectProxies(ObjectStores stores, Kubelets kubelets, HttpProxy proxy, RandomGenerator random) {
        this.stores = stores;
        this.kubelets = kubelets;
        this.proxy = proxy;
        this.random = random;
    }

    ApiResponse pod(ApiRequest request, ServedKind served) {
        var name = ProxyName.parse("pod", request.info().name());
        var pod = new Pod(stores.of("", "pods").get(request.info().namespace(), name.name()));
        if (pod.status().podIP().isEmpty()) {
            throw ApiException.badRequest("address not allowed");
        }
        int port = name.portOr(firstPort(pod));
        return proxy.pass(request, backend(name.secure(), pod.status().podIP(), port), HttpProxy.rest(request));
    }

    private static int firstPort(Pod pod) {
        for (var container : pod.spec().containers()) {
            for (var port : container.ports()) {
                return port.containerPort();
            }
        }
        return 80;
    }

    ApiResponse node(ApiRequest request, ServedKind served) {
        var name = ProxyName.parse("node", request.info().name());
        int port = name.portOr(KUBELET_PORT);
        if (port == KUBELET_PORT) {
            return proxy.pass(request, kubelets.of(name.name()), HttpProxy.rest(request));
        }
        var node = new Node(stores.of("", "nodes").get("", name.name()));
        var kubelet = kubelets.of(name.name());
        var backend = port == kubelet.port() ? kubelet : backend(name.secure(), Kubelets.address(node), port);
        return proxy.pass(request, backend, HttpProxy.rest(request));
    }

    ApiResponse service(ApiRequest request, ServedKind served) {
        var name = ProxyName.parse("service", request.info().name());
        var namespace = request.info().namespace();
        var service = new Service(stores.of("", "services").get(namespace, name.name()));
        var port = port(service, name);
        var endpoints = stores.of("", "endpoints").find(namespace, name.name());
        var candidates = endpoints == null ? List.<Backend>of() : backends(new Endpoints(endpoints), name, port);
        if (candidates.isEmpty()) {
            throw new ApiException(
                    Reason.SERVICE_UNAVAILABLE,
                    "no endpoints available for service \"" + request.info().name() + "\"");
        }
        return proxy.pass(request, candidates.get(random.nextInt(candidates.size())), HttpProxy.rest(request));
    }

    private static ServicePort port(Service service, ProxyName name) {
        for (var port : service.spec().ports()) {
            if (port.name().equals(name.port()) || Integer.toString(port.port()).equals(name.port())) {
                return port;
            }
        }
        if (name.port().isEmpty() && service.spec().ports().size() == 1) {
            return service.spec().ports().get(0);
        }
        throw new ApiException(
                Reason.SERVICE_UNAVAILABLE,
                "no service port \"" + name.port() + "\" found for service \"" + service.name() + "\"");
    }

    private List<Backend> backends(Endpoints endpoints, ProxyName name, ServicePort port) {
        var found = new ArrayList<Backend>();
        for (EndpointSubset subset : endpoints.subsets()) {
            for (var endpointPort : subset.ports()) {
                if (endpointPort.name().equals(port.name())) {
                    subset.addresses()
                            .forEach(address -> found.add(backend(name.secure(), address.ip(), endpointPort.port())));
                }
            }
        }
        return found;
    }

    private Backend backend(boolean secure, String host, int port) {
        return new Backend(host, port, secure ? Optional.of(anyServer.context()) : Optional.empty());
    }
}
