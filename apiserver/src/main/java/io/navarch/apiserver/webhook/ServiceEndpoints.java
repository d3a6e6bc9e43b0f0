package io.navarch.apiserver.webhook;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds who answers for a service: one of its endpoints, so that it is also found where no proxy makes cluster addresses work.
 * Thread-safe.
 */
public final class ServiceEndpoints {
    private final ObjectStores stores;
    private final RandomGenerator random;

    public ServiceEndpoints(ObjectStores stores, RandomGenerator random) {
        this.stores = stores;
        this.random = random;
    }

    /** A host and port, unresolved. */
    public InetSocketAddress find(WebhookTarget.Service wanted) throws IOException {
        var tree = stores.of("", "services").find(wanted.namespace(), wanted.name());
        if (tree == null) {
            throw new IOException("service \"" + wanted.name() + "\" not found");
        }
        var service = new Service(tree);
        var port = port(service, wanted);
        if (service.spec().type().equals("ExternalName")) {
            return InetSocketAddress.createUnresolved(service.spec().externalName(), wanted.port());
        }
        var endpoints = stores.of("", "endpoints").find(wanted.namespace(), wanted.name());
        var found = endpoints == null ? List.<InetSocketAddress>of() : addresses(new Endpoints(endpoints), port);
        if (found.isEmpty()) {
            throw new IOException("no endpoints available for service \"" + wanted.name() + "\"");
        }
        return found.get(random.nextInt(found.size()));
    }

    private static ServicePort port(Service service, WebhookTarget.Service wanted) throws IOException {
        for (var port : service.spec().ports()) {
            if (port.port() == wanted.port()) {
                return port;
            }
        }
        if (service.spec().type().equals("ExternalName")) {
            return ServicePort.EMPTY;
        }
        throw new IOException("no service port " + wanted.port() + " found for service \"" + wanted.name() + "\"");
    }

    private static List<InetSocketAddress> addresses(Endpoints endpoints, ServicePort port) {
        var found = new ArrayList<InetSocketAddress>();
        for (var subset : endpoints.subsets()) {
            for (var endpointPort : subset.ports()) {
                if (endpointPort.name().equals(port.name())) {
                    subset.addresses()
                            .forEach(address ->
                                    found.add(InetSocketAddress.createUnresolved(address.ip(), endpointPort.port())));
                }
            }
        }
        return found;
    }
}
