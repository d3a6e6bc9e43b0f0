package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.PodResources;
import io.navarch.model.usage.QuotaScopes;
import io.navarch.model.usage.QuotaUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A namespace takes no more than its quotas grant. What is used already stands in a quota's status, where each admitted write
 * adds its own; a quota that no controller has looked at yet is counted afresh.
 */
final class ResourceQuotaPlugin implements AdmissionPlugin {
    /** Quotas of these demand that every container says how much it takes. */
    private static final List<String> TO_BE_SAID = List.of(
            "cpu",
            "memory",
            "requests.cpu",
            "requests.memory",
            "limits.cpu",
            "limits.memory",
            "ephemeral-storage",
            "requests.ephemeral-storage",
            "limits.ephemeral-storage");

    private final ObjectStores stores;

    ResourceQuotaPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes
                || !request.subresource().isEmpty()
                || request.namespace().isEmpty()
                || !request.served().definition().stored()
                || !(request.object() instanceof Struct object)) {
            return;
        }
        var quotas = stores.of("", "resourcequotas");
        var charges = new ArrayList<Charge>();
        for (var tree : quotas.list(request.namespace())) {
            admit(request, object, new ResourceQuota(tree)).ifPresent(charges::add);
        }
        // Only when all quotas grant it is any of them charged.
        charges.forEach(charge -> take(request, charge, quotas));
    }

    /** What a quota is to be charged. */
    private record Charge(ResourceQuota quota, Map<String, Quantity> added) {}

    private Optional<Charge> admit(AdmissionRequest request, Struct object, ResourceQuota quota) {
        var resource = request.served().definition().resource();
        var hard = PodResources.parsed(
                quota.status().hard().isEmpty()
                        ? quota.spec().hard()
                        : quota.status().hard());
        if (!QuotaScopes.match(quota.spec(), resource, object)) {
            return Optional.empty();
        }
        if (resource.equals("pods") && request.operation() == Operation.CREATE) {
            checkSaid(request, new Pod(object), quota, hard);
        }
        var added = added(request, object, quota, hard);
        if (added.isEmpty()) {
            return Optional.empty();
        }
        if (quota.status().hard().isEmpty()) {
            check(request, quota, hard, counted(request.namespace(), quota, added.keySet()), added);
            return Optional.empty();
        }
        check(request, quota, hard, PodResources.parsed(quota.status().used()), added);
        return Optional.of(new Charge(quota, added));
    }

    private static void take(AdmissionRequest request, Charge charge, ObjectStore quotas) {
        quotas.guaranteedUpdate(request.namespace(), charge.quota().name(), request.dryRun(), stored -> {
            var current = new ResourceQuota(stored);
            var used = PodResources.parsed(current.status().used());
            check(request, current, PodResources.parsed(current.status().hard()), used, charge.added());
            charge.added().forEach((name, amount) -> used.merge(name, amount, Quantity::add));
            var texts = new HashMap<String, String>();
            used.forEach((name, amount) -> texts.put(name, amount.toString()));
            return current.withStatus(current.status().withUsed(texts)).tree();
        });
    }

    /** What the write takes more than before, of what the quota grants. */
    private static Map<String, Quantity> added(
            AdmissionRequest request, Struct object, ResourceQuota quota, Map<String, Quantity> hard) {
        var resource = request.served().definition().resource();
        var added = new TreeMap<>(QuotaUsage.of(resource, object));
        if (request.oldObject() instanceof Struct old && QuotaScopes.match(quota.spec(), resource, old)) {
            QuotaUsage.of(resource, old).forEach((name, amount) -> added.merge(name, amount, Quantity::subtract));
        }
        added.keySet().retainAll(hard.keySet());
        added.values().removeIf(amount -> amount.signum() <= 0);
        return added;
    }

    private static void check(
            AdmissionRequest request,
            ResourceQuota quota,
            Map<String, Quantity> hard,
            Map<String, Quantity> used,
            Map<String, Quantity> added) {
        var exceeded = new TreeMap<String, Quantity>();
        added.forEach((name, amount) -> {
            var limit = hard.get(name);
            if (limit != null
                    && used.getOrDefault(name, Quantity.ZERO).add(amount).compareTo(limit) > 0) {
                exceeded.put(name, amount);
            }
        });
        if (!exceeded.isEmpty()) {
            throw Refusals.forbidden(
                    request,
                    "exceeded quota: " + quota.name() + ", requested: " + shown(exceeded, exceeded) + ", used: "
                            + shown(exceeded, used) + ", limited: " + shown(exceeded, hard));
        }
    }

    private static String shown(Map<String, Quantity> names, Map<String, Quantity> amounts) {
        var parts = new ArrayList<String>();
        names.keySet().forEach(name -> parts.add(name + "=" + amounts.getOrDefault(name, Quantity.ZERO)));
        return String.join(",", parts);
    }

    /** What is used of what a write takes; other resources of the quota may be of kinds that are not served yet. */
    private Map<String, Quantity> counted(String namespace, ResourceQuota quota, Set<String> names) {
        var used = new TreeMap<String, Quantity>();
        var plurals = new TreeSet<KindDefinition>((a, b) -> a.resource().compareTo(b.resource()));
        names.forEach(name -> plurals.add(kindOf(name)));
        for (var kind : plurals) {
            for (var object : stores.of(kind.group(), kind.plural()).list(namespace)) {
                if (QuotaScopes.match(quota.spec(), kind.resource(), object)) {
                    QuotaUsage.of(kind.resource(), object)
                            .forEach((name, amount) -> used.merge(name, amount, Quantity::add));
                }
            }
        }
        return used;
    }

    /** The kind whose objects a quota's resource counts. */
    private KindDefinition kindOf(String name) {
        var resource = QuotaUsage.counted(name);
        int dot = resource.indexOf('.');
        var plural = dot < 0 ? resource : resource.substring(0, dot);
        return stores.of(dot < 0 ? "" : resource.substring(dot + 1), plural)
                .stored()
                .definition();
    }

    private static void checkSaid(AdmissionRequest request, Pod pod, ResourceQuota quota, Map<String, Quantity> hard) {
        var missing = new ArrayList<String>();
        for (var name : hard.keySet()) {
            if (TO_BE_SAID.contains(name)) {
                var silent = new TreeSet<String>();
                pod.spec().initContainers().forEach(container -> silent(container, name, silent));
                pod.spec().containers().forEach(container -> silent(container, name, silent));
                if (!silent.isEmpty()) {
                    missing.add(name + " for: " + String.join(",", silent));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw Refusals.forbidden(
                    request, "failed quota: " + quota.name() + ": must specify " + String.join("; ", missing));
        }
    }

    private static void silent(Container container, String name, TreeSet<String> silent) {
        boolean limit = name.startsWith("limits.");
        var resource = name.substring(name.indexOf('.') + 1);
        var amounts =
                limit ? container.resources().limits() : container.resources().requests();
        if (!amounts.containsKey(resource)) {
            silent.add(container.name());
        }
    }
}
