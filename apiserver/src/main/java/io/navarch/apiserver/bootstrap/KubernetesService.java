package io.navarch.apiserver.bootstrap;

import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.EndpointAddress;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointConditions;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.networking.v1.ServiceCIDR;
import io.navarch.model.networking.v1.ServiceCIDRSpec;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.store.StoreClosedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the service {@code kubernetes} in the default namespace, through which pods reach this server, and its endpoints.
 * Started once; from then on a timer of the clock looks after it.
 */
public final class KubernetesService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesService.class);
    private static final String NAMESPACE = "default";
    private static final String NAME = "kubernetes";
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final ObjectStores stores;
    private final Bootstrap bootstrap;
    private final Clock clock;
    private final Where where;
    private volatile Clock.@Nullable Timer timer;
    private volatile boolean closed;

    /**
     * Where the server is.
     *
     * @param clusterIp the first address of the service range
     * @param address the address that nodes and pods reach this server at
     */
    public record Where(String serviceCidr, String clusterIp, String address, int port) {}

    public KubernetesService(ObjectStores stores, Bootstrap bootstrap, Clock clock, Where where) {
        this.stores = stores;
        this.bootstrap = bootstrap;
        this.clock = clock;
        this.where = where;
    }

    /** Makes the objects and begins to look after them. */
    public void start() {
        ensure();
        schedule();
    }

    private void schedule() {
        if (!closed) {
            timer = clock.after(PERIOD, Clock.Routine.LOOK, this::look);
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        try {
            bootstrap.ensureNamespaces();
            ensure();
        } catch (StoreClosedException e) {
            return;
        } catch (RuntimeException e) {
            LOG.warn("the service kubernetes could not be looked after: {}", e.getMessage());
        }
        schedule();
    }

    private void ensure() {
        ensure(stores.of("networking.k8s.io", "servicecidrs"), "", range(), stored -> stored);
        ensure(stores.of("", "services"), NAMESPACE, service(), stored -> stored);
        if (loopback(where.address())) {
            // Endpoints may not be on loopback: nothing but this machine could reach them.
            return;
        }
        var endpoints = endpoints();
        ensure(stores.of("", "endpoints"), NAMESPACE, endpoints, stored -> with(stored, endpoints, "subsets"));
        var slice = slice();
        ensure(
                stores.of("discovery.k8s.io", "endpointslices"),
                NAMESPACE,
                slice,
                stored -> with(with(stored, slice, "endpoints"), slice, "ports"));
    }

    private static boolean loopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
    }

    private static Struct with(Struct stored, Struct wanted, String field) {
        return stored.with(field, wanted.get(field));
    }

    private static void ensure(ObjectStore store, String namespace, Struct wanted, UnaryOperator<Struct> change) {
        var stored = store.find(namespace, NAME);
        try {
            if (stored == null) {
                store.create(Bootstrap.SERVER, wanted, false);
            } else if (!change.apply(stored).equals(stored)) {
                store.update(Bootstrap.SERVER, namespace, NAME, false, change);
            }
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            LOG.debug("{}", e.getMessage());
        }
    }

    private Struct range() {
        return ServiceCIDR.KIND
                .empty()
                .withMetadata(ObjectMeta.EMPTY.withName(NAME))
                .withSpec(ServiceCIDRSpec.EMPTY.withCidrs(List.of(where.serviceCidr())))
                .tree();
    }

    private Struct service() {
        var port = ServicePort.EMPTY
                .withName("https")
                .withProtocol("TCP")
                .withPort(443)
                .tree()
                .with("targetPort", (long) where.port());
        return Service.KIND
                .empty()
                .withMetadata(metadata(Map.of("component", "apiserver", "provider", "kubernetes")))
                .withSpec(ServiceSpec.EMPTY
                        .withType("ClusterIP")
                        .withClusterIP(where.clusterIp())
                        .withClusterIPs(List.of(where.clusterIp()))
                        .withSessionAffinity("None")
                        .withPorts(List.of(new ServicePort(port))))
                .tree();
    }

    private Struct endpoints() {
        var subset = EndpointSubset.EMPTY
                .withAddresses(List.of(EndpointAddress.EMPTY.withIp(where.address())))
                .withPorts(List.of(io.navarch.model.core.v1.EndpointPort.EMPTY
                        .withName("https")
                        .withPort(where.port())
                        .withProtocol("TCP")));
        return Endpoints.KIND
                .empty()
                .withMetadata(metadata(Map.of("endpointslice.kubernetes.io/skip-mirror", "true")))
                .withSubsets(List.of(subset))
                .tree();
    }

    private Struct slice() {
        var endpoint = Endpoint.EMPTY
                .withAddresses(List.of(where.address()))
                .withConditions(EndpointConditions.EMPTY.withReady(true));
        return EndpointSlice.KIND
                .empty()
                .withMetadata(metadata(Map.of("kubernetes.io/service-name", NAME)))
                .withAddressType(where.address().contains(":") ? "IPv6" : "IPv4")
                .withEndpoints(List.of(endpoint))
                .withPorts(List.of(io.navarch.model.discovery.v1.EndpointPort.EMPTY
                        .withName("https")
                        .withPort(where.port())
                        .withProtocol("TCP")))
                .tree();
    }

    private static ObjectMeta metadata(Map<String, String> labels) {
        return ObjectMeta.EMPTY.withName(NAME).withNamespace(NAMESPACE).withLabels(labels);
    }

    @Override
    public void close() {
        closed = true;
        var pending = timer;
        if (pending != null) {
            pending.cancel();
        }
    }
}
