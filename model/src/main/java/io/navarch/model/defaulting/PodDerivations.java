package io.navarch.model.defaulting;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ContainerPort;
import io.navarch.model.core.v1.EmptyDirVolumeSource;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodIP;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.PodStatus;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Defaults of pods and containers that depend on other fields. */
final class PodDerivations {
    private PodDerivations() {}

    static void register(Map<String, UnaryOperator<Struct>> all) {
        all.put("podDefaults", PodDerivations::podDefaults);
        all.put("podIpAlias", PodDerivations::podIpAlias);
        all.put("serviceAccountAlias", PodDerivations::serviceAccountAlias);
        all.put("imagePullPolicy", PodDerivations::imagePullPolicy);
        all.put("imageVolumePullPolicy", PodDerivations::imageVolumePullPolicy);
        all.put("emptyDirWithoutSource", PodDerivations::emptyDirWithoutSource);
    }

    /** What pods get and pod templates do not: requests from limits, service links, host ports of the host's network. */
    private static Struct podDefaults(Struct tree) {
        var pod = new Pod(tree);
        var spec = pod.spec();
        boolean hostNetwork = spec.hostNetwork();
        var changed = spec.withContainers(containers(spec.containers(), hostNetwork));
        if (!spec.initContainers().isEmpty()) {
            changed = changed.withInitContainers(containers(spec.initContainers(), hostNetwork));
        }
        if (!changed.hasEnableServiceLinks()) {
            changed = changed.withEnableServiceLinks(true);
        }
        if (changed.hasResources()) {
            changed = withPodRequests(changed);
        }
        return pod.withSpec(changed).tree();
    }

    private static List<Container> containers(List<Container> containers, boolean hostNetwork) {
        var changed = new ArrayList<Container>(containers.size());
        for (var container : containers) {
            var next = container;
            if (!container.resources().limits().isEmpty()) {
                next = next.withResources(
                        resources -> resources.withRequests(filledUp(resources.requests(), resources.limits())));
            }
            if (hostNetwork && !container.ports().isEmpty()) {
                next = next.withPorts(
                        container.ports().stream().map(PodDerivations::onHost).toList());
            }
            changed.add(next);
        }
        return changed;
    }

    private static ContainerPort onHost(ContainerPort port) {
        return port.hostPort() == 0 && port.containerPort() != 0 ? port.withHostPort(port.containerPort()) : port;
    }

    /** Requests of the pod as a whole: where it has a limit, what its containers ask for together, or else the limit. */
    private static PodSpec withPodRequests(PodSpec spec) {
        var resources = spec.resources();
        if (resources.limits().isEmpty()) {
            return spec;
        }
        var asked = new HashMap<String, Quantity>();
        for (var container : spec.containers()) {
            container
                    .resources()
                    .requests()
                    .forEach((name, amount) -> asked.merge(name, Quantity.parse(amount), Quantity::add));
        }
        var fallback = new HashMap<String, String>();
        resources.limits().forEach((name, limit) -> {
            var sum = asked.get(name);
            fallback.put(name, sum == null ? limit : sum.toString());
        });
        return spec.withResources(resources.withRequests(filledUp(resources.requests(), fallback)));
    }

    private static Map<String, String> filledUp(Map<String, String> requests, Map<String, String> limits) {
        var all = Dict.of(requests);
        for (var limit : limits.entrySet()) {
            if (!requests.containsKey(limit.getKey())) {
                all = all.with(limit.getKey(), limit.getValue());
            }
        }
        return all.typed();
    }

    /** {@code serviceAccount} is the old name of {@code serviceAccountName}; both are always written. */
    private static Struct serviceAccountAlias(Struct tree) {
        var spec = new PodSpec(tree);
        if (!spec.serviceAccountName().isEmpty()) {
            return spec.withServiceAccount(spec.serviceAccountName()).tree();
        }
        return spec.serviceAccount().isEmpty()
                ? tree
                : spec.withServiceAccountName(spec.serviceAccount()).tree();
    }

    /** {@code podIP} is the first of {@code podIPs}. */
    private static Struct podIpAlias(Struct tree) {
        var status = new PodStatus(tree);
        if (status.podIP().isEmpty() && !status.podIPs().isEmpty()) {
            return status.withPodIP(status.podIPs().get(0).ip()).tree();
        }
        if (!status.podIP().isEmpty() && status.podIPs().isEmpty()) {
            return status.withPodIPs(List.of(PodIP.EMPTY.withIp(status.podIP())))
                    .tree();
        }
        return tree;
    }

    private static Struct imagePullPolicy(Struct container) {
        var image = container.get("image") instanceof String text ? text : "";
        return Derivations.withDefault(container, "imagePullPolicy", pullPolicy(image));
    }

    private static Struct imageVolumePullPolicy(Struct source) {
        var image = source.get("reference") instanceof String text ? text : "";
        return Derivations.withDefault(source, "pullPolicy", pullPolicy(image));
    }

    /** Images that may change behind their name ({@code :latest} or no tag) are always pulled. */
    static String pullPolicy(String image) {
        if (image.isEmpty() || image.contains("@")) {
            return "IfNotPresent";
        }
        var last = image.substring(image.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon < 0 || last.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    private static Struct emptyDirWithoutSource(Struct tree) {
        boolean hasSource = tree.size() > (tree.get("name") == null ? 0 : 1);
        return hasSource
                ? tree
                : new Volume(tree).withEmptyDir(EmptyDirVolumeSource.EMPTY).tree();
    }
}
