package io.navarch.network.dns;

import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodIP;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The API objects that cluster names are made of, found by what a question names. Never blocks; thread-safe. */
public interface ClusterRecords {
    String SERVICE_NAME = "kubernetes.io/service-name";

    boolean hasNamespace(String namespace);

    Optional<Service> service(String namespace, String name);

    /** The slices of a service. */
    List<EndpointSlice> slices(String namespace, String service);

    /** The services with this cluster IP, in its canonical form. */
    List<Service> servicesAt(String ip);

    /** The slices with an endpoint at this address. */
    List<EndpointSlice> slicesAt(String ip);

    boolean hasPod(String namespace, String ip);

    /**
     * Reads from informers' caches.
     *
     * @param pods found when first asked for: only {@code pods verified} needs to know all pods
     */
    static ClusterRecords of(Informers informers, Supplier<Lister<Pod>> pods) {
        var namespaces = informers.of(Namespace.KIND).lister();
        var services = informers.of(Service.KIND).lister();
        var slices = informers.of(EndpointSlice.KIND).lister();
        return new Cached(namespaces, services, slices, pods);
    }

    /** The records over listers. */
    final class Cached implements ClusterRecords {
        private final Lister<Namespace> namespaces;
        private final Lister<Service> services;
        private final Supplier<Lister<Pod>> pods;
        private final Lister.Index<Service> servicesByIp;
        private final Lister.Index<EndpointSlice> slicesByService;
        private final Lister.Index<EndpointSlice> slicesByIp;

        Cached(
                Lister<Namespace> namespaces,
                Lister<Service> services,
                Lister<EndpointSlice> slices,
                Supplier<Lister<Pod>> pods) {
            this.namespaces = namespaces;
            this.services = services;
            this.pods = pods;
            servicesByIp = services.index(Cached::clusterIps);
            slicesByService = slices.index(Cached::serviceOf);
            slicesByIp = slices.index(Cached::addresses);
        }

        private static List<String> clusterIps(Service service) {
            var spec = service.spec();
            var ips = spec.clusterIPs().isEmpty() ? List.of(spec.clusterIP()) : spec.clusterIPs();
            return ips.stream()
                    .filter(ip -> !ip.isEmpty() && !ip.equals("None"))
                    .map(Names::canonical)
                    .toList();
        }

        private static List<String> serviceOf(EndpointSlice slice) {
            var name = slice.metadata().labels().get(SERVICE_NAME);
            return name == null ? List.of() : List.of(slice.namespace() + "/" + name);
        }

        private static List<String> addresses(EndpointSlice slice) {
            var addresses = new LinkedHashSet<String>();
            for (var endpoint : slice.endpoints()) {
                endpoint.addresses().forEach(ip -> addresses.add(Names.canonical(ip)));
            }
            return new ArrayList<>(addresses);
        }

        @Override
        public boolean hasNamespace(String namespace) {
            return namespaces.find("", namespace).isPresent();
        }

        @Override
        public Optional<Service> service(String namespace, String name) {
            return services.find(namespace, name);
        }

        @Override
        public List<EndpointSlice> slices(String namespace, String service) {
            return slicesByService.get(namespace + "/" + service);
        }

        @Override
        public List<Service> servicesAt(String ip) {
            return servicesByIp.get(ip);
        }

        @Override
        public List<EndpointSlice> slicesAt(String ip) {
            return slicesByIp.get(ip);
        }

        @Override
        public boolean hasPod(String namespace, String ip) {
            return pods.get().in(namespace).stream()
                    .flatMap(pod -> pod.status().podIPs().stream())
                    .map(PodIP::ip)
                    .anyMatch(ip::equals);
        }
    }
}
