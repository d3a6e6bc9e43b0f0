package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.model.meta.v1.Status;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.RandomNames;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a review to a webhook and takes its answer for what the webhook's policy makes of it. Thread-safe. */
final class WebhookCaller {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookCaller.class);
    private static final int LOWEST_REFUSAL = 400;

    private final WebhookClient client;
    private final RandomNames names;

    WebhookCaller(WebhookClient client, RandomNames names) {
        this.client = client;
        this.names = names;
    }

    /**
     * Asks the webhook. Refusals and failures that its policy does not forgive are thrown.
     *
     * @return the answer; null when the request goes on without one
     */
    AdmissionReview.@Nullable Response call(
            Webhook webhook, VersionedRequest versioned, boolean mutating, Consumer<String> warnings) {
        if (versioned.request().dryRun() && !webhook.dryRuns()) {
            throw ApiException.badRequest("admission webhook \"" + webhook.name() + "\" does not support dry run");
        }
        try {
            var response = exchange(webhook, versioned, mutating);
            response.warnings().forEach(warnings);
            if (!response.allowed()) {
                throw refusal(webhook.name(), response.status());
            }
            return response;
        } catch (ReviewException e) {
            var message = "failed calling webhook \"" + webhook.name() + "\": " + e.getMessage();
            if (webhook.ignoresFailure()) {
                LOG.warn("Failed calling webhook, failing open {}: {}", webhook.name(), message);
                return null;
            }
            LOG.warn("Failed calling webhook, failing closed {}: {}", webhook.name(), message);
            throw ApiException.internal(message);
        }
    }

    private AdmissionReview.Response exchange(Webhook webhook, VersionedRequest versioned, boolean mutating)
            throws ReviewException {
        WebhookTarget target;
        try {
            target = WebhookTarget.of(webhook.clientConfig());
        } catch (IllegalArgumentException e) {
            throw new ReviewException("could not get REST client: " + e.getMessage());
        }
        var uid = names.uid("review");
        byte[] answer;
        try {
            answer = client.post(
                    target, webhook.timeout(), AdmissionReview.request(webhook.reviewVersion(), uid, versioned));
        } catch (WebhookCallException e) {
            throw new ReviewException("failed to call webhook: " + e.getMessage());
        }
        try {
            return AdmissionReview.response(answer, webhook.reviewVersion(), uid, mutating);
        } catch (ReviewException e) {
            throw new ReviewException("received invalid webhook response: " + e.getMessage());
        }
    }

    private static ApiException refusal(String name, Dict answered) {
        var status = new Status(JsonReader.struct(Status.TYPE, JsonWriter.bytes(answered)));
        var denied = "admission webhook \"" + name + "\" denied the request";
        var message = !status.message().isEmpty()
                ? denied + ": " + status.message()
                : !status.reason().isEmpty() ? denied + ": " + status.reason() : denied + " without explanation";
        var shown = ApiException.status(Reason.UNKNOWN, message, StatusDetails.EMPTY)
                .withReason(status.reason())
                .withCode(Math.max(LOWEST_REFUSAL, status.code()));
        return new ApiException(status.hasDetails() ? shown.withDetails(status.details()) : shown);
    }
}
