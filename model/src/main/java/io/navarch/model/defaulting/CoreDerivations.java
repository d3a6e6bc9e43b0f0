package io.navarch.model.defaulting;

import io.navarch.model.core.v1.LimitRangeItem;
import io.navarch.model.core.v1.LoadBalancerIngress;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.NodeSpec;
import io.navarch.model.core.v1.NodeStatus;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Defaults of the other core kinds that depend on other fields. */
final class CoreDerivations {
    private static final long AFFINITY_SECONDS = 10800;

    private CoreDerivations() {}

    static void register(Map<String, UnaryOperator<Struct>> all) {
        all.put("serviceDefaults", CoreDerivations::serviceDefaults);
        all.put("targetPort", CoreDerivations::targetPort);
        all.put("stringData", CoreDerivations::stringData);
        all.put("claimDataSource", CoreDerivations::claimDataSource);
        all.put("namespaceLabel", CoreDerivations::namespaceLabel);
        all.put("podCidrAlias", CoreDerivations::podCidrAlias);
        all.put("allocatableFromCapacity", CoreDerivations::allocatableFromCapacity);
        all.put("limitRangeDefaults", CoreDerivations::limitRangeDefaults);
        all.put("selectorFromTemplate", CoreDerivations::selectorFromTemplate);
    }

    private static Struct serviceDefaults(Struct tree) {
        var service = new Service(tree);
        var spec = service.spec();
        if (spec.sessionAffinity().isEmpty()) {
            spec = spec.withSessionAffinity("None");
        }
        if (spec.sessionAffinity().equals("None")) {
            spec = spec.withoutSessionAffinityConfig();
        } else if (spec.sessionAffinity().equals("ClientIP")
                && !spec.sessionAffinityConfig().clientIP().hasTimeoutSeconds()) {
            spec = spec.withSessionAffinityConfig(
                    config -> config.withClientIP(clientIp -> clientIp.withTimeoutSeconds((int) AFFINITY_SECONDS)));
        }
        if (spec.type().isEmpty()) {
            spec = spec.withType("ClusterIP");
        }
        return withAddressModes(service.withSpec(trafficDefaults(spec))).tree();
    }

    /** A load balancer's address is that of the traffic, unless its maker says otherwise. */
    private static Service withAddressModes(Service service) {
        var addresses = service.status().loadBalancer().ingress();
        if (!service.spec().type().equals("LoadBalancer") || addresses.stream().noneMatch(CoreDerivations::lacksMode)) {
            return service;
        }
        var complete = addresses.stream()
                .map(address -> lacksMode(address) ? address.withIpMode("VIP") : address)
                .toList();
        return service.withStatus(status -> status.withLoadBalancer(balancer -> balancer.withIngress(complete)));
    }

    private static boolean lacksMode(LoadBalancerIngress address) {
        return !address.ip().isEmpty() && !address.hasIpMode();
    }

    private static ServiceSpec trafficDefaults(ServiceSpec spec) {
        var changed = spec;
        boolean balanced = spec.type().equals("LoadBalancer");
        boolean onNodes = balanced || spec.type().equals("NodePort");
        boolean clusterIp = spec.type().equals("ClusterIP");
        boolean external = onNodes || (clusterIp && !spec.externalIPs().isEmpty());
        if (external && spec.externalTrafficPolicy().isEmpty()) {
            changed = changed.withExternalTrafficPolicy("Cluster");
        }
        if ((onNodes || clusterIp) && spec.internalTrafficPolicy().isEmpty()) {
            changed = changed.withInternalTrafficPolicy("Cluster");
        }
        if (balanced && !spec.hasAllocateLoadBalancerNodePorts()) {
            changed = changed.withAllocateLoadBalancerNodePorts(true);
        }
        return changed;
    }

    private static Struct targetPort(Struct tree) {
        var target = tree.get("targetPort");
        if (target == null || target.equals("") || target.equals(0L)) {
            return new ServicePort(tree)
                    .withTargetPort((long) new ServicePort(tree).port())
                    .tree();
        }
        return tree;
    }

    /** {@code stringData} is written only: it ends up in {@code data}. */
    private static Struct stringData(Struct tree) {
        var secret = new Secret(tree);
        if (!secret.hasStringData()) {
            return tree;
        }
        var data = Dict.of(secret.data());
        for (var entry : secret.stringData().entrySet()) {
            var bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
            data = data.with(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
        }
        return secret.withoutStringData().withData(data.<String>typed()).tree();
    }

    /** {@code dataSource} and {@code dataSourceRef} say the same when the reference stays in the namespace. */
    private static Struct claimDataSource(Struct tree) {
        if (tree.get("dataSource") instanceof Struct source && tree.get("dataSourceRef") == null) {
            var field = Objects.requireNonNull(tree.type().field("dataSourceRef"));
            var type = Objects.requireNonNull(field.type().struct());
            return tree.with("dataSourceRef", copied(source, type.empty()));
        }
        if (tree.get("dataSourceRef") instanceof Struct reference
                && tree.get("dataSource") == null
                && reference.get("namespace") == null) {
            var field = Objects.requireNonNull(tree.type().field("dataSource"));
            var type = Objects.requireNonNull(field.type().struct());
            return tree.with("dataSource", copied(reference, type.empty()));
        }
        return tree;
    }

    private static Struct copied(Struct from, Struct to) {
        var copy = to;
        for (var name : List.of("apiGroup", "kind", "name")) {
            copy = copy.with(name, from.get(name));
        }
        return copy;
    }

    private static Struct namespaceLabel(Struct tree) {
        var namespace = new Namespace(tree);
        if (namespace.name().isEmpty()) {
            return tree;
        }
        var labels = Dict.of(namespace.metadata().labels()).with("kubernetes.io/metadata.name", namespace.name());
        return namespace.withMetadata(meta -> meta.withLabels(labels.typed())).tree();
    }

    private static Struct podCidrAlias(Struct tree) {
        var spec = new NodeSpec(tree);
        if (!spec.podCIDRs().isEmpty()) {
            return spec.withPodCIDR(spec.podCIDRs().get(0)).tree();
        }
        return spec.podCIDR().isEmpty()
                ? tree
                : spec.withPodCIDRs(List.of(spec.podCIDR())).tree();
    }

    private static Struct allocatableFromCapacity(Struct tree) {
        var status = new NodeStatus(tree);
        return status.hasAllocatable() || status.capacity().isEmpty()
                ? tree
                : status.withAllocatable(status.capacity()).tree();
    }

    /** Of containers: the default limit is the maximum, the default request the default limit or else the minimum. */
    private static Struct limitRangeDefaults(Struct tree) {
        var item = new LimitRangeItem(tree);
        if (!item.type().equals("Container")) {
            return tree;
        }
        var limits = filledUp(item.default_(), item.max());
        var requests = filledUp(filledUp(item.defaultRequest(), limits), item.min());
        return item.withDefault_(limits).withDefaultRequest(requests).tree();
    }

    private static Map<String, String> filledUp(Map<String, String> values, Map<String, String> others) {
        var all = Dict.of(values);
        for (var other : others.entrySet()) {
            if (!values.containsKey(other.getKey())) {
                all = all.with(other.getKey(), other.getValue());
            }
        }
        return all.typed();
    }

    private static Struct selectorFromTemplate(Struct tree) {
        var controller = new ReplicationController(tree);
        var labels = controller.spec().template().metadata().labels();
        if (labels.isEmpty()) {
            return tree;
        }
        if (controller.spec().selector().isEmpty()) {
            controller = controller.withSpec(spec -> spec.withSelector(labels));
        }
        if (controller.metadata().labels().isEmpty()) {
            controller = controller.withMetadata(meta -> meta.withLabels(labels));
        }
        return controller.tree();
    }
}
