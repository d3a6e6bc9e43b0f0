package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pod's priority is that of its class; among classes only one is the default. */
final class PriorityPlugin implements AdmissionPlugin {
    private static final String PREEMPTS = "PreemptLowerPriority";

    private final ObjectStores stores;

    PriorityPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.isAbout(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        return switch (request.operation()) {
            case CREATE -> pod.withSpec(prioritised(request, pod.spec())).tree();
            case UPDATE ->
                request.oldObject() instanceof Struct old
                        ? pod.withSpec(kept(new Pod(old).spec(), pod.spec())).tree()
                        : tree;
            case DELETE, CONNECT -> tree;
        };
    }

    private static PodSpec kept(PodSpec before, PodSpec after) {
        var kept = after;
        if (!after.hasPriority() && before.hasPriority()) {
            kept = kept.withPriority(before.priority());
        }
        if (!after.hasPreemptionPolicy() && before.hasPreemptionPolicy()) {
            kept = kept.withPreemptionPolicy(before.preemptionPolicy());
        }
        return kept;
    }

    private PodSpec prioritised(AdmissionRequest request, PodSpec spec) {
        int priority = 0;
        var policy = PREEMPTS;
        var prioritised = spec;
        var chosen = spec.priorityClassName().isEmpty() ? defaultClass() : named(request, spec.priorityClassName());
        if (chosen != null) {
            prioritised = prioritised.withPriorityClassName(chosen.name());
            priority = chosen.value();
            policy = chosen.preemptionPolicy().isEmpty() ? PREEMPTS : chosen.preemptionPolicy();
        }
        if (spec.hasPriority() && spec.priority() != priority) {
            throw Refusals.forbidden(
                    request,
                    "the integer value of priority (" + spec.priority()
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        if (spec.hasPreemptionPolicy() && !spec.preemptionPolicy().equals(policy)) {
            throw Refusals.forbidden(
                    request,
                    "the string value of PreemptionPolicy (" + spec.preemptionPolicy()
                            + ") must not be provided in pod spec; priority admission controller computed " + policy
                            + " from the given PriorityClass name");
        }
        return prioritised.withPriority(priority).withPreemptionPolicy(policy);
    }

    private PriorityClass named(AdmissionRequest request, String name) {
        var found = stores.of("scheduling.k8s.io", "priorityclasses").find("", name);
        if (found == null) {
            throw Refusals.forbidden(request, "no PriorityClass with name " + name + " was found");
        }
        return new PriorityClass(found);
    }

    /** The default class; the one of the lowest value, should there be several. */
    private @Nullable PriorityClass defaultClass() {
        PriorityClass lowest = null;
        for (var tree : stores.of("scheduling.k8s.io", "priorityclasses").list("")) {
            var candidate = new PriorityClass(tree);
            if (candidate.globalDefault() && (lowest == null || candidate.value() < lowest.value())) {
                lowest = candidate;
            }
        }
        return lowest;
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes
                || !AdmissionPlugin.isAbout(request, "priorityclasses.scheduling.k8s.io")
                || !(request.object() instanceof Struct tree)
                || !new PriorityClass(tree).globalDefault()) {
            return;
        }
        var other = defaultClass();
        if (other != null && !other.name().equals(new PriorityClass(tree).name())) {
            throw Refusals.forbidden(
                    request,
                    "PriorityClass " + other.name() + " is already marked as default. Only one default can exist");
        }
    }
}
