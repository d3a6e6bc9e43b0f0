package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.apiserver.matching.MatchConditions.Result;
import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.matching.Reinvocation;
import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.RandomNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Admission by webhooks. Mutating ones are called one after the other, each with what those before it made of the object;
 * validating ones at the same time. A request that none is registered for costs a look at two lists.
 */
public final class WebhookAdmission {
    private final WebhookRegistrations mutating;
    private final WebhookRegistrations validating;
    private final WebhookCaller caller;
    private final RegistrationParts parts;

    public WebhookAdmission(
            Registrations registrations,
            Kinds kinds,
            WebhookClient client,
            RandomNames names,
            RegistrationParts parts) {
        this.parts = parts;
        this.caller = new WebhookCaller(client, names);
        this.mutating = new WebhookRegistrations(registrations, kinds, "mutatingwebhookconfigurations");
        this.validating = new WebhookRegistrations(registrations, kinds, "validatingwebhookconfigurations");
    }

    /** The object as the mutating webhooks want it. */
    public @Nullable Struct mutate(AdmissionRequest request, Reinvocation reinvocation, Consumer<String> warnings) {
        var webhooks = mutating.all();
        if (webhooks.isEmpty()) {
            return request.object();
        }
        var current = request;
        for (var webhook : webhooks) {
            if (!reinvocation.skips(webhook.uid())) {
                current = current.withObject(mutated(webhook, current, reinvocation, warnings));
            }
        }
        reinvocation.end(current.object());
        return current.object();
    }

    private @Nullable Struct mutated(
            Webhook webhook, AdmissionRequest request, Reinvocation reinvocation, Consumer<String> warnings) {
        var versioned = meant(webhook, request, new HashMap<>());
        if (versioned == null) {
            return request.object();
        }
        var response = caller.call(webhook, versioned, true, warnings);
        var patched = response == null ? null : WebhookPatch.apply(webhook, response, versioned);
        var changed = patched == null ? request.object() : stored(request, versioned, patched);
        reinvocation.called(webhook.uid(), !Objects.equals(changed, request.object()), webhook.reinvoked());
        return changed;
    }

    private Struct stored(AdmissionRequest request, VersionedRequest versioned, Struct patched) {
        var definition = request.served().definition();
        return parts.rules().withDefaults(definition, versioned.stored(patched));
    }

    /** The request in the version that the webhook wants it, or null if the webhook is not concerned. */
    private @Nullable VersionedRequest meant(
            Webhook webhook, AdmissionRequest request, Map<ServedKind, VersionedRequest> versions) {
        var as = webhook.filter().match(request, parts.stores());
        if (as == null) {
            return null;
        }
        var versioned =
                versions.computeIfAbsent(as, absent -> new VersionedRequest(request, absent, parts.converters()));
        if (webhook.conditions().isEmpty()) {
            return versioned;
        }
        var variables = new AdmissionVariables(versioned, parts.stores(), parts.authorizer());
        return switch (webhook.conditions().test(variables)) {
            case Result.Match match -> versioned;
            case Result.NoMatch none -> null;
            case Result.Failed(String message) -> {
                if (webhook.ignoresFailure()) {
                    yield null;
                }
                throw ApiException.forbidden(
                        request.served().group(), request.served().definition().plural(), request.name(), message);
            }
        };
    }

    /** Refuses what a validating webhook refuses. */
    public void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
        var webhooks = validating.all();
        if (webhooks.isEmpty()) {
            return;
        }
        var versions = new HashMap<ServedKind, VersionedRequest>();
        var calls = new ArrayList<Callable<List<String>>>();
        for (var webhook : webhooks) {
            var versioned = meant(webhook, request, versions);
            if (versioned != null) {
                calls.add(() -> {
                    var said = new ArrayList<String>();
                    caller.call(webhook, versioned, false, said::add);
                    return said;
                });
            }
        }
        // What the calls share is worked out before they share it.
        versions.values().forEach(VersionedRequest::complete);
        if (calls.size() == 1) {
            caller(calls.get(0)).forEach(warnings);
        } else if (!calls.isEmpty()) {
            callAll(calls, warnings);
        }
    }

    private static List<String> caller(Callable<List<String>> call) throws InterruptedException {
        try {
            return call.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void callAll(List<Callable<List<String>>> calls, Consumer<String> warnings)
            throws InterruptedException {
        RuntimeException first = null;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> answer : threads.invokeAll(calls)) {
                try {
                    answer.get().forEach(warnings);
                } catch (ExecutionException e) {
                    var failure = e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
                    first = first == null ? failure : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
