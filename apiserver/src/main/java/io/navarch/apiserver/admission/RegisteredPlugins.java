package io.navarch.apiserver.admission;

import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.matching.Reinvocation;
import io.navarch.apiserver.matching.RequestFilter;
import io.navarch.apiserver.policy.MutatingPolicies;
import io.navarch.apiserver.policy.ValidatingPolicies;
import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.webhook.WebhookAdmission;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Policies and webhooks in upstream's order, as far as their plugins are on. */
public final class RegisteredPlugins implements RegisteredAdmission {
    private final Registrations registrations;
    private final MutatingPolicies policies;
    private final boolean mutatingPolicies;
    private final ValidatingPolicies validatingPolicies;
    private final boolean policing;
    private final WebhookAdmission webhooks;
    private final boolean mutatingWebhooks;
    private final boolean validatingWebhooks;

    public RegisteredPlugins(
            AdmissionPlugins plugins,
            Registrations registrations,
            MutatingPolicies policies,
            ValidatingPolicies validatingPolicies,
            WebhookAdmission webhooks) {
        this.policies = policies;
        this.validatingPolicies = validatingPolicies;
        this.mutatingPolicies = plugins.isOn("MutatingAdmissionPolicy");
        this.policing = plugins.isOn("ValidatingAdmissionPolicy");
        this.registrations = registrations;
        this.webhooks = webhooks;
        this.mutatingWebhooks = plugins.isOn("MutatingAdmissionWebhook");
        this.validatingWebhooks = plugins.isOn("ValidatingAdmissionWebhook");
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Admission builtIn, Consumer<String> warnings)
            throws InterruptedException {
        if (RequestFilter.isExempt(request)) {
            registrations.noteWrite();
            return request.object();
        }
        registrations.catchUp();
        var policies = new Reinvocation();
        var hooks = new Reinvocation();
        var changed = mutateOnce(request, policies, hooks, warnings);
        if (!policies.isWanted() && !hooks.isWanted()) {
            return changed;
        }
        var again = request.withObject(builtIn.mutate(request.withObject(changed), warnings));
        policies.begin(again.object());
        if (mutatingPolicies) {
            again = again.withObject(this.policies.mutate(again, policies));
        }
        hooks.begin(again.object());
        return mutatingWebhooks ? webhooks.mutate(again, hooks, warnings) : again.object();
    }

    private @Nullable Struct mutateOnce(
            AdmissionRequest request, Reinvocation policies, Reinvocation hooks, Consumer<String> warnings) {
        var current = mutatingPolicies ? request.withObject(this.policies.mutate(request, policies)) : request;
        return mutatingWebhooks ? webhooks.mutate(current, hooks, warnings) : current.object();
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
        if (RequestFilter.isExempt(request)) {
            return;
        }
        if (policing) {
            validatingPolicies.validate(request, warnings);
        }
        if (validatingWebhooks) {
            webhooks.validate(request, warnings);
        }
    }
}
