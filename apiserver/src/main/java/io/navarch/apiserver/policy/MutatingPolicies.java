package io.navarch.apiserver.policy;

import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.matching.Reinvocation;
import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.apiserver.policy.MutatingPolicy.MutationException;
import io.navarch.apiserver.policy.PolicyParams.MissingException;
import io.navarch.apiserver.policy.PolicyParams.UnknownKindException;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Admission by MutatingAdmissionPolicies, one after the other. A request while none is bound costs a look at a list. */
public final class MutatingPolicies {
    private final PolicyRegistrations<MutatingPolicy> registrations;
    private final RegistrationParts parts;
    private final PolicyParams params;

    public MutatingPolicies(Registrations registrations, Kinds kinds, RegistrationParts parts) {
        this.parts = parts;
        this.params = new PolicyParams(parts.stores(), parts.converters(), parts.kinds());
        this.registrations = new PolicyRegistrations<>(
                registrations,
                kinds,
                "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings",
                MutatingPolicy::of);
    }

    /** The object as the policies want it. */
    public @Nullable Struct mutate(AdmissionRequest request, Reinvocation reinvocation) {
        var bound = registrations.bound();
        if (bound.isEmpty()) {
            return request.object();
        }
        var current = request;
        for (var policy : bound) {
            current = mutate(policy, current, reinvocation);
        }
        reinvocation.end(current.object());
        return current.object();
    }

    private AdmissionRequest mutate(
            PolicyRegistrations.Bound<MutatingPolicy> bound, AdmissionRequest request, Reinvocation reinvocation) {
        var policy = bound.policy();
        var as = policy.head().filter().match(request, parts.stores());
        if (as == null || request.object() == null) {
            return request;
        }
        var current = request;
        for (var binding : bound.bindings()) {
            if (binding.filter().match(current, parts.stores()) == null) {
                continue;
            }
            try {
                for (var param : params.collect(policy.head().paramKind(), binding.paramRef(), request.namespace())) {
                    current = mutate(policy, binding, param, as, current, reinvocation);
                }
            } catch (UnknownKindException e) {
                fail(policy, null, request, "failed to configure policy: " + e.getMessage());
                return current;
            } catch (MissingException e) {
                fail(policy, binding, request, "failed to configure binding: " + e.getMessage());
            } catch (MutationException e) {
                fail(policy, binding, request, String.valueOf(e.getMessage()));
            }
        }
        return current;
    }

    private AdmissionRequest mutate(
            MutatingPolicy policy,
            PolicyBinding binding,
            Optional<Struct> param,
            ServedKind as,
            AdmissionRequest request,
            Reinvocation reinvocation)
            throws MutationException {
        var uid = policy.head().name() + "/" + binding.name() + "/"
                + param.map(MutatingPolicies::key).orElse("");
        var current = request;
        if (!policy.concerns(variables(new VersionedRequest(current, as, parts.converters())), param)
                || reinvocation.skips(uid)) {
            return current;
        }
        for (int i = 0; i < policy.mutations(); i++) {
            var versioned = new VersionedRequest(current, as, parts.converters());
            var changed = policy.mutate(i, Objects.requireNonNull(versioned.object()), variables(versioned), param);
            current = current.withObject(
                    parts.rules().withDefaults(request.served().definition(), versioned.stored(changed)));
        }
        reinvocation.called(uid, !Objects.equals(current.object(), request.object()), policy.reinvoked());
        return current;
    }

    private AdmissionVariables variables(VersionedRequest versioned) {
        return new AdmissionVariables(versioned, parts.stores(), parts.authorizer());
    }

    private static String key(Struct param) {
        if (!(param.get("metadata") instanceof Struct tree)) {
            return "";
        }
        var metadata = new ObjectMeta(tree);
        return metadata.namespace() + "/" + metadata.name();
    }

    private static void fail(
            MutatingPolicy policy, @Nullable PolicyBinding binding, AdmissionRequest request, String message) {
        if (policy.head().ignoresFailure()) {
            return;
        }
        var text = binding == null
                ? "policy \"" + policy.head().name() + "\" denied request: " + message
                : "policy '" + policy.head().name() + "' with binding '" + binding.name() + "' denied request: "
                        + message;
        throw PolicyRefusal.of(request, text, "");
    }
}
