package io.navarch.apiserver.policy;

import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.apiserver.policy.PolicyParams.MissingException;
import io.navarch.apiserver.policy.PolicyParams.UnknownKindException;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Admission by ValidatingAdmissionPolicies. A request while none is bound costs a look at a list. Thread-safe. */
public final class ValidatingPolicies {
    private final PolicyRegistrations<ValidatingPolicy> registrations;
    private final RegistrationParts parts;
    private final PolicyParams params;

    public ValidatingPolicies(Registrations registrations, Kinds kinds, RegistrationParts parts) {
        this.parts = parts;
        this.params = new PolicyParams(parts.stores(), parts.converters(), parts.kinds());
        this.registrations = new PolicyRegistrations<>(
                registrations,
                kinds,
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
                ValidatingPolicy::of);
    }

    /** A violation that refuses the request; by the policy itself if it has no binding. */
    private record Denial(String policy, @Nullable String binding, String message, String reason) {
        String text() {
            return "ValidatingAdmissionPolicy '" + policy + "'"
                    + (binding == null ? "" : " with binding '" + binding + "'") + " denied request: " + message;
        }
    }

    /** Refuses what a policy refuses. */
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        var bound = registrations.bound();
        if (bound.isEmpty()) {
            return;
        }
        var denials = new ArrayList<Denial>();
        for (var policy : bound) {
            check(policy, request, denials, warnings);
        }
        if (!denials.isEmpty()) {
            var denial = denials.get(0);
            throw PolicyRefusal.of(request, denial.text(), denial.reason());
        }
    }

    private void check(
            PolicyRegistrations.Bound<ValidatingPolicy> bound,
            AdmissionRequest request,
            List<Denial> denials,
            Consumer<String> warnings) {
        var policy = bound.policy();
        var as = policy.head().filter().match(request, parts.stores());
        if (as == null) {
            return;
        }
        var variables = new AdmissionVariables(
                new VersionedRequest(request, as, parts.converters()), parts.stores(), parts.authorizer());
        for (var binding : bound.bindings()) {
            if (binding.filter().match(request, parts.stores()) == null) {
                continue;
            }
            try {
                for (var param : params.collect(policy.head().paramKind(), binding.paramRef(), request.namespace())) {
                    for (var violation : policy.check(variables, param)) {
                        act(policy, binding, violation, denials, warnings);
                    }
                }
            } catch (UnknownKindException e) {
                misconfigured(policy, null, "failed to configure policy: " + e.getMessage(), denials);
                return;
            } catch (MissingException e) {
                misconfigured(policy, binding, "failed to configure binding: " + e.getMessage(), denials);
            }
        }
    }

    private static void misconfigured(
            ValidatingPolicy policy, @Nullable PolicyBinding binding, String message, List<Denial> denials) {
        if (!policy.head().ignoresFailure()) {
            denials.add(new Denial(policy.head().name(), binding == null ? null : binding.name(), message, ""));
        }
    }

    private static void act(
            ValidatingPolicy policy,
            PolicyBinding binding,
            ValidatingPolicy.Violation violation,
            List<Denial> denials,
            Consumer<String> warnings) {
        if (binding.actions().contains("Deny")) {
            denials.add(new Denial(policy.head().name(), binding.name(), violation.message(), violation.reason()));
        }
        if (binding.actions().contains("Warn")) {
            warnings.accept("Validation failed for ValidatingAdmissionPolicy '"
                    + policy.head().name() + "' with binding '" + binding.name() + "': " + violation.message());
        }
    }
}
