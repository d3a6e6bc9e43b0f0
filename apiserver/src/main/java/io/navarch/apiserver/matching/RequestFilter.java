package io.navarch.apiserver.matching;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which requests a webhook, a policy or a binding is about, but for its conditions. */
public final class RequestFilter {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> EXEMPT = Set.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    private final @Nullable List<RequestRule> rules;
    private final List<RequestRule> excluded;
    private final boolean equivalents;
    private final LabelSelector namespaces;
    private final LabelSelector objects;

    private RequestFilter(
            @Nullable List<RequestRule> rules,
            List<RequestRule> excluded,
            boolean equivalents,
            LabelSelector namespaces,
            LabelSelector objects) {
        this.rules = rules;
        this.excluded = excluded;
        this.equivalents = equivalents;
        this.namespaces = namespaces;
        this.objects = objects;
    }

    /** What a webhook states. */
    public static RequestFilter ofWebhook(Obj webhook) {
        return new RequestFilter(
                RequestRule.listOf(webhook, "rules"),
                List.of(),
                !"Exact".equals(webhook.get("matchPolicy")),
                selector(webhook, "namespaceSelector"),
                selector(webhook, "objectSelector"));
    }

    /** What the {@code MatchResources} of a policy or binding states; without resource rules everything is meant. */
    public static RequestFilter ofResources(Obj stated) {
        var rules = RequestRule.listOf(stated, "resourceRules");
        return new RequestFilter(
                rules.isEmpty() ? null : rules,
                RequestRule.listOf(stated, "excludeResourceRules"),
                !"Exact".equals(stated.get("matchPolicy")),
                selector(stated, "namespaceSelector"),
                selector(stated, "objectSelector"));
    }

    private static LabelSelector selector(Obj owner, String member) {
        return owner.get(member) instanceof Struct stated
                ? LabelSelector.of(new io.navarch.model.meta.v1.LabelSelector(stated))
                : LabelSelector.everything();
    }

    /** Whether the request is about what has a say in requests: nothing registered may lock out its own repair. */
    public static boolean isExempt(AdmissionRequest request) {
        var definition = request.served().definition();
        return definition.group().equals(GROUP) && EXEMPT.contains(definition.plural());
    }

    /** The version in which the request is meant, or null if it is not. */
    public @Nullable ServedKind match(AdmissionRequest request, ObjectStores stores) {
        for (var rule : excluded) {
            if (versionMeant(rule, request) != null) {
                return null;
            }
        }
        var meant = rules == null ? request.served() : versionMeant(rules, request);
        return meant != null && matchesObject(request) && matchesNamespace(request, stores) ? meant : null;
    }

    private @Nullable ServedKind versionMeant(List<RequestRule> all, AdmissionRequest request) {
        var served = request.served();
        for (var rule : all) {
            if (rule.matches(request, served.group(), served.version().version())) {
                return served;
            }
        }
        if (equivalents) {
            for (var rule : all) {
                var meant = versionMeant(rule, request);
                if (meant != null) {
                    return meant;
                }
            }
        }
        return null;
    }

    private @Nullable ServedKind versionMeant(RequestRule rule, AdmissionRequest request) {
        var served = request.served();
        if (rule.matches(request, served.group(), served.version().version())) {
            return served;
        }
        if (equivalents) {
            for (var version : served.definition().versions()) {
                if (version.served() && rule.matches(request, version.group(), version.version())) {
                    return new ServedKind(served.definition(), version);
                }
            }
        }
        return null;
    }

    private boolean matchesObject(AdmissionRequest request) {
        return objects.isEverything()
                || (request.object() != null && objects.matches(labels(request.object())))
                || (request.oldObject() != null && objects.matches(labels(request.oldObject())));
    }

    private boolean matchesNamespace(AdmissionRequest request, ObjectStores stores) {
        if (namespaces.isEverything()) {
            return true;
        }
        var definition = request.served().definition();
        if (definition.resource().equals("namespaces")) {
            boolean own = request.subresource().isEmpty()
                    && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
            return namespaces.matches(
                    own ? labels(Objects.requireNonNull(request.object())) : labelsOf(request.name(), stores));
        }
        return request.namespace().isEmpty() || namespaces.matches(labelsOf(request.namespace(), stores));
    }

    private static Map<String, String> labelsOf(String namespace, ObjectStores stores) {
        var found = stores.of("", "namespaces").find("", namespace);
        if (found == null) {
            throw ApiException.notFound("", "namespaces", namespace);
        }
        return labels(found);
    }

    private static Map<String, String> labels(Struct object) {
        return object.get("metadata") instanceof Struct metadata ? new ObjectMeta(metadata).labels() : Map.of();
    }
}
