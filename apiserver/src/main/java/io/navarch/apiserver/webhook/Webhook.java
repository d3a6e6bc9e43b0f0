package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.apiserver.matching.MatchConditions;
import io.navarch.apiserver.matching.RequestFilter;
import io.navarch.model.tree.Obj;
import java.time.Duration;
import java.util.List;

/**
 * A registered webhook. Immutable.
 *
 * @param uid tells it from all others: its configuration, its place and its name
 * @param reviewVersion of the reviews that it is sent: the first one it names that is known here
 * @param dryRuns whether it may be called for requests that are only tried
 * @param ignoresFailure whether a request goes on without it when it cannot be asked
 * @param reinvoked whether it wants to see again what others changed after it
 */
record Webhook(
        String uid,
        String name,
        RequestFilter filter,
        MatchConditions conditions,
        Obj clientConfig,
        Duration timeout,
        String reviewVersion,
        boolean dryRuns,
        boolean ignoresFailure,
        boolean reinvoked) {
    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    private static final long DEFAULT_TIMEOUT = 10;

    /** Reads an element of {@code webhooks}. */
    static Webhook of(String configuration, int place, Obj stated) {
        var name = text(stated, "name");
        var sideEffects = text(stated, "sideEffects");
        var seconds = stated.get("timeoutSeconds") instanceof Long number ? number : DEFAULT_TIMEOUT;
        return new Webhook(
                configuration + "/" + place + "/" + name,
                name,
                RequestFilter.ofWebhook(stated),
                MatchConditions.of(stated, AdmissionVariables::matching),
                (Obj) java.util.Objects.requireNonNullElse(
                        stated.get("clientConfig"), io.navarch.model.tree.Dict.EMPTY),
                Duration.ofSeconds(seconds),
                reviewVersion(stated),
                sideEffects.equals("None") || sideEffects.equals("NoneOnDryRun"),
                text(stated, "failurePolicy").equals("Ignore"),
                text(stated, "reinvocationPolicy").equals("IfNeeded"));
    }

    private static String reviewVersion(Obj stated) {
        if (stated.get("admissionReviewVersions") instanceof List<?> named) {
            for (var version : named) {
                if (version instanceof String text && REVIEW_VERSIONS.contains(text)) {
                    return text;
                }
            }
        }
        return "v1";
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
