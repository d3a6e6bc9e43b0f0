package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Reservation;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.model.validation.FieldErrors.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Service gets its cluster IPs and node ports when it is written and gives back what it no longer needs. The order is:
 * what is known from before, IP families, addresses, node ports, health-check port.
 */
final class ServiceStrategy implements Strategy {
    private static final Set<String> WITH_ADDRESS = Set.of("ClusterIP", "NodePort", "LoadBalancer");
    private static final Set<String> WITH_PORTS = Set.of("NodePort", "LoadBalancer");

    private final ServicePools pools;

    ServiceStrategy(ServiceRanges ranges, RandomGenerator random) {
        pools = new ServicePools(ranges, random);
    }

    @Override
    public Reservation beginCreate(WriteContext context, Struct wanted) {
        return allocated(context, null, new Service(wanted));
    }

    @Override
    public Reservation beginUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new Service(stored);
        var after = new Service(wanted);
        var known = ServiceChange.withKnown(before.spec(), ServiceChange.withoutForeign(before.spec(), after.spec()));
        return allocated(context, before, after.withSpec(known));
    }

    @Override
    public void afterDelete(WriteContext context, Struct removed) {
        pools.load(context.stores());
        pools.held(new Service(removed)).release();
    }

    private Reservation allocated(WriteContext context, @Nullable Service before, Service wanted) {
        pools.load(context.stores());
        var spec = wanted.spec();
        if (!WITH_ADDRESS.contains(spec.type())) {
            return reservation(context, before, wanted, pools.nothing());
        }
        if (spec.clusterIPs().isEmpty() && !spec.clusterIP().isEmpty()) {
            spec = spec.withClusterIPs(List.of(spec.clusterIP()));
        }
        var errors = FieldErrors.none();
        spec = ServiceFamilies.filled(spec, before, pools.ranges().families(), errors);
        refuse(wanted, errors);
        var taken = pools.nothing();
        try {
            spec = withAddresses(context, before, wanted, spec, taken);
            spec = withPorts(context, before, wanted, spec, taken);
            spec = withHealthPort(context, before, wanted, spec, taken);
        } catch (ApiException e) {
            taken.release();
            throw e;
        }
        return reservation(context, before, wanted.withSpec(spec), taken);
    }

    /** What was taken is given back if the write fails; what the old one no longer holds if it succeeds. */
    private Reservation reservation(
            WriteContext context, @Nullable Service before, Service wanted, ServicePools.Holding taken) {
        var dropped = pools.nothing();
        if (before != null) {
            var now = pools.held(wanted);
            var then = pools.held(before);
            dropped.addresses.addAll(then.addresses);
            dropped.addresses.removeAll(now.addresses);
            dropped.ports.addAll(then.ports);
            dropped.ports.removeAll(now.ports);
        }
        Runnable rollback = context.dryRun() ? () -> {} : taken::release;
        return new Reservation(wanted.tree(), dropped::release, rollback);
    }

    private static void refuse(Service service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw errors.exception("", "Service", service.name());
        }
    }

    private static ApiException refusal(Service service, String field, String shown, String why) {
        return FieldErrors.none()
                .add(new FieldError("FieldValueInvalid", field, "Invalid value: " + shown + ": " + why))
                .exception("", "Service", service.name());
    }

    private ServiceSpec withAddresses(
            WriteContext context,
            @Nullable Service before,
            Service wanted,
            ServiceSpec spec,
            ServicePools.Holding taken) {
        var given = spec.clusterIPs();
        if (!given.isEmpty() && given.getFirst().equals("None")) {
            return spec.withClusterIP("None");
        }
        List<String> held = before == null ? List.of() : before.spec().clusterIPs();
        var addresses = new ArrayList<String>();
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            var address = i < given.size() ? given.get(i) : "";
            boolean unusable = !address.isEmpty() && Cidr.bytes(address) == null;
            if (unusable || !address.isEmpty() && held.contains(address)) {
                // Held already, or left for validation to refuse.
                addresses.add(address);
                continue;
            }
            try {
                addresses.add(taken.takeAddress(spec.ipFamilies().get(i), address, context.dryRun()));
            } catch (PoolExhaustedException e) {
                if (address.isEmpty()) {
                    throw ApiException.internal("failed to allocate a serviceIP: " + e.getMessage());
                }
                throw refusal(
                        wanted,
                        "spec.clusterIPs",
                        JsonWriter.text(given),
                        "failed to allocate IP " + address + ": " + e.getMessage());
            }
        }
        return spec.withClusterIPs(addresses).withClusterIP(addresses.isEmpty() ? "" : addresses.getFirst());
    }

    private ServiceSpec withPorts(
            WriteContext context,
            @Nullable Service before,
            Service wanted,
            ServiceSpec spec,
            ServicePools.Holding taken) {
        if (!WITH_PORTS.contains(spec.type())) {
            return spec;
        }
        boolean automatic = spec.type().equals("NodePort")
                || !spec.hasAllocateLoadBalancerNodePorts()
                || spec.allocateLoadBalancerNodePorts();
        var held = before == null ? Set.<Integer>of() : new HashSet<>(pools.held(before).ports);
        Map<Integer, Set<String>> used = new HashMap<>();
        var ports = new ArrayList<ServicePort>();
        for (int i = 0; i < spec.ports().size(); i++) {
            var port = spec.ports().get(i);
            int number = port.nodePort();
            if (number == 0) {
                ports.add(automatic ? port.withNodePort(takePort(context, wanted, i, 0, taken)) : port);
                continue;
            }
            // TCP and UDP may share a number, within one Service.
            boolean first = !used.containsKey(number);
            if (!used.computeIfAbsent(number, absent -> new HashSet<>()).add(port.protocol())) {
                throw refusal(wanted, nodePort(i), Integer.toString(number), "provided port is already allocated");
            }
            if (first && !held.contains(number)) {
                takePort(context, wanted, i, number, taken);
            }
            ports.add(port);
        }
        return spec.withPorts(ports);
    }

    private static String nodePort(int index) {
        return "spec.ports[" + index + "].nodePort";
    }

    private static int takePort(
            WriteContext context, Service wanted, int index, int number, ServicePools.Holding taken) {
        try {
            return taken.takePort(number, context.dryRun());
        } catch (PoolExhaustedException e) {
            if (number == 0) {
                throw ApiException.internal("failed to allocate a nodePort: " + e.getMessage());
            }
            throw refusal(wanted, nodePort(index), Integer.toString(number), String.valueOf(e.getMessage()));
        }
    }

    /** A load balancer that keeps traffic local asks each node at a port of its own whether it has endpoints. */
    private ServiceSpec withHealthPort(
            WriteContext context,
            @Nullable Service before,
            Service wanted,
            ServiceSpec spec,
            ServicePools.Holding taken) {
        boolean needed = spec.type().equals("LoadBalancer")
                && spec.externalTrafficPolicy().equals("Local");
        int port = spec.healthCheckNodePort();
        boolean held = before != null && port != 0 && before.spec().healthCheckNodePort() == port;
        if (!needed || held) {
            return spec;
        }
        try {
            return spec.withHealthCheckNodePort(taken.takePort(port, context.dryRun()));
        } catch (PoolExhaustedException e) {
            throw ApiException.internal(
                    "failed to allocate requested HealthCheck NodePort " + port + ": " + e.getMessage());
        }
    }
}
