package io.navarch.apiserver.admission;

import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.matching.RequestFilter;
import io.navarch.apiserver.policy.ValidatingPolicies;
import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.webhook.Reinvocation;
import io.navarch.apiserver.webhook.WebhookAdmission;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Policies and webhooks in upstream's order, as far as their plugins are on. */
public final class RegisteredPlugins implements RegisteredAdmission {
    private final Registrations registrations;
    private final ValidatingPolicies validatingPolicies;
    private final boolean policing;
    private final WebhookAdmission webhooks;
    private final boolean mutatingWebhooks;
    private final boolean validatingWebhooks;

    public RegisteredPlugins(
            AdmissionPlugins plugins,
            Registrations registrations,
            ValidatingPolicies validatingPolicies,
            WebhookAdmission webhooks) {
        this.validatingPolicies = validatingPolicies;
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
        var reinvocation = new Reinvocation();
        var changed = mutateOnce(request, reinvocation, warnings);
        if (!reinvocation.isWanted()) {
            return changed;
        }
        var again = builtIn.mutate(request.withObject(changed), warnings);
        reinvocation.begin(again);
        return mutateOnce(request.withObject(again), reinvocation, warnings);
    }

    private @Nullable Struct mutateOnce(
            AdmissionRequest request, Reinvocation reinvocation, Consumer<String> warnings) {
        return mutatingWebhooks ? webhooks.mutate(request, reinvocation, warnings) : request.object();
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
