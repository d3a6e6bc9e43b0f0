package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.LimitRange;
import io.navarch.model.core.v1.LimitRangeItem;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.PodResources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Containers get the default requests and limits of their namespace, and pods and claims stay within its bounds. */
final class LimitRangerPlugin implements AdmissionPlugin {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final ObjectStores stores;

    LimitRangerPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "LimitRanger";
    }

    private List<LimitRange> ranges(AdmissionRequest request) {
        return stores.of("", "limitranges").list(request.namespace()).stream()
                .map(LimitRange::new)
                .toList();
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        for (var range : ranges(request)) {
            pod = withDefaults(pod, range);
        }
        return pod.tree();
    }

    private static Pod withDefaults(Pod pod, LimitRange range) {
        Map<String, String> requests = new TreeMap<>();
        Map<String, String> limits = new TreeMap<>();
        for (var item : range.spec().limits()) {
            if (item.type().equals("Container")) {
                requests.putAll(item.defaultRequest());
                limits.putAll(defaults(item));
            }
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return pod;
        }
        var told = new ArrayList<String>();
        var containers = pod.spec().containers().stream()
                .map(container -> withDefaults(container, requests, limits, "container", told))
                .toList();
        var initContainers = pod.spec().initContainers().stream()
                .map(container -> withDefaults(container, requests, limits, "init container", told))
                .toList();
        if (told.isEmpty()) {
            return pod;
        }
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", told));
        return pod.withSpec(pod.spec().withContainers(containers).withInitContainers(initContainers))
                .withMetadata(pod.metadata().withAnnotations(annotations));
    }

    private static Map<String, String> defaults(LimitRangeItem item) {
        return item.tree().get("default") instanceof io.navarch.model.tree.Dict amounts ? amounts.typed() : Map.of();
    }

    private static Container withDefaults(
            Container container,
            Map<String, String> requests,
            Map<String, String> limits,
            String what,
            List<String> told) {
        var resources = container.resources();
        var requested = new HashMap<>(resources.requests());
        var limited = new HashMap<>(resources.limits());
        var setLimits = fill(limited, limits);
        var setRequests = fill(requested, requests);
        tell(setRequests, "request", what, container, told);
        tell(setLimits, "limit", what, container, told);
        return container.withResources(resources.withRequests(requested).withLimits(limited));
    }

    private static TreeSet<String> fill(Map<String, String> amounts, Map<String, String> defaults) {
        var set = new TreeSet<String>();
        defaults.forEach((name, amount) -> {
            if (amounts.putIfAbsent(name, amount) == null) {
                set.add(name);
            }
        });
        return set;
    }

    private static void tell(TreeSet<String> set, String part, String what, Container container, List<String> told) {
        if (!set.isEmpty()) {
            told.add(String.join(", ", set) + " " + part + " for " + what + " " + container.name());
        }
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean podCreated = AdmissionPlugin.creates(request, "pods");
        boolean claimWritten = AdmissionPlugin.isAbout(request, "persistentvolumeclaims")
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
        if (!podCreated && !claimWritten || !(request.object() instanceof Struct tree)) {
            return;
        }
        for (var range : ranges(request)) {
            var faults = new ArrayList<String>();
            for (var item : range.spec().limits()) {
                if (podCreated) {
                    checkPod(new Pod(tree).spec(), item, faults);
                } else if (item.type().equals("PersistentVolumeClaim")) {
                    checkClaim(new PersistentVolumeClaim(tree), item, faults);
                }
            }
            if (!faults.isEmpty()) {
                throw Refusals.forbidden(request, faults);
            }
        }
    }

    private static void checkPod(PodSpec spec, LimitRangeItem item, List<String> faults) {
        switch (item.type()) {
            case "Container" -> {
                for (var container : spec.containers()) {
                    check(container, item, faults);
                }
                for (var container : spec.initContainers()) {
                    check(container, item, faults);
                }
            }
            case "Pod" -> new LimitCheck(item, PodResources.requests(spec), PodResources.limits(spec), faults).check();
            default -> {}
        }
    }

    private static void check(Container container, LimitRangeItem item, List<String> faults) {
        new LimitCheck(
                        item,
                        PodResources.parsed(container.resources().requests()),
                        PodResources.parsed(container.resources().limits()),
                        faults)
                .check();
    }

    private static void checkClaim(PersistentVolumeClaim claim, LimitRangeItem item, List<String> faults) {
        var requests = PodResources.parsed(claim.spec().resources().requests());
        new LimitCheck(item, requests, Map.of(), faults).checkRequests();
    }
}
