package io.navarch.model.usage;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.tree.Struct;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an object takes of its namespace's quotas, by the names that quotas use. */
public final class QuotaUsage {
    /** Resources that have a name of their own besides {@code count/…}. */
    private static final Set<String> COUNTED =
            Set.of("configmaps", "secrets", "services", "replicationcontrollers", "resourcequotas");

    private static final Quantity ONE = Quantity.of(1);

    private QuotaUsage() {}

    /**
     * What the object takes.
     *
     * @param resource of the object, such as {@code pods} or {@code deployments.apps}
     */
    public static Map<String, Quantity> of(String resource, Struct object) {
        var usage = new TreeMap<String, Quantity>();
        usage.put("count/" + resource, ONE);
        if (COUNTED.contains(resource)) {
            usage.put(resource, ONE);
        }
        switch (resource) {
            case "pods" -> pod(new Pod(object), usage);
            case "services" -> service(new Service(object), usage);
            case "persistentvolumeclaims" -> claim(new PersistentVolumeClaim(object), usage);
            default -> {}
        }
        return usage;
    }

    /**
     * Which resource's objects count for a quota's resource name: {@code pods}, {@code services}, {@code deployments.apps} …
     */
    public static String counted(String name) {
        if (name.startsWith("count/")) {
            return name.substring("count/".length());
        }
        if (name.startsWith("services.") || name.equals("services")) {
            return "services";
        }
        if (name.endsWith("persistentvolumeclaims") || name.endsWith("requests.storage")) {
            return "persistentvolumeclaims";
        }
        return COUNTED.contains(name) ? name : "pods";
    }

    /** A pod that has ended takes nothing but its place in the count of objects. */
    private static void pod(Pod pod, Map<String, Quantity> usage) {
        var phase = pod.status().phase();
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return;
        }
        usage.put("pods", ONE);
        PodResources.requests(pod.spec()).forEach((name, amount) -> {
            usage.put("requests." + name, amount);
            if (name.equals("cpu")
                    || name.equals("memory")
                    || name.equals("ephemeral-storage")
                    || name.startsWith("hugepages-")) {
                usage.put(name, amount);
            }
        });
        PodResources.limits(pod.spec()).forEach((name, amount) -> usage.put("limits." + name, amount));
    }

    private static void service(Service service, Map<String, Quantity> usage) {
        int ports = service.spec().ports().size();
        switch (service.spec().type()) {
            case "NodePort" -> usage.put("services.nodeports", Quantity.of(ports));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", ONE);
                boolean withPorts = !service.spec().hasAllocateLoadBalancerNodePorts()
                        || service.spec().allocateLoadBalancerNodePorts();
                long numbered = service.spec().ports().stream()
                        .filter(port -> port.nodePort() != 0)
                        .count();
                usage.put("services.nodeports", Quantity.of(withPorts ? ports : numbered));
            }
            default -> {}
        }
    }

    private static void claim(PersistentVolumeClaim claim, Map<String, Quantity> usage) {
        usage.put("persistentvolumeclaims", ONE);
        var size = claim.spec().resources().requests().get("storage");
        var storage = size == null ? Quantity.ZERO : Quantity.parse(size);
        usage.put("requests.storage", storage);
        var storageClass = claim.spec().storageClassName();
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + ".storageclass.storage.k8s.io/persistentvolumeclaims", ONE);
            usage.put(storageClass + ".storageclass.storage.k8s.io/requests.storage", storage);
        }
    }
}
