package io.navarch.apiserver.webhook;

import io.navarch.model.meta.v1.Status;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What upstream's client makes of answers that are no success. */
final class AnswerFaults {
    private static final int SHOWN = 2048;

    private AnswerFaults() {}

    static String message(WebhookConnection.Answer answer) {
        var status = status(answer.body());
        if (status != null && !status.status().equals("Success")) {
            return status.message();
        }
        return switch (answer.status()) {
            case 400 -> "the server rejected our request for an unknown reason";
            case 401 -> "the server has asked for the client to provide credentials";
            case 403 -> "the server does not allow access to the requested resource";
            case 404 -> "the server could not find the requested resource";
            case 405 -> "the server does not allow this method on the requested resource";
            case 406 -> "the server was unable to respond with a content type that the client supports";
            case 409 -> "the server reported a conflict";
            case 415 -> "the server was unable to process the request body because its media type is unsupported";
            case 422 -> "the server rejected our request due to an error in our request";
            case 429 -> "the server has received too many requests and has asked us to try again later";
            case 503 -> "the server is currently unable to handle the request";
            case 504 ->
                "the server was unable to return a response in the time allotted, but may still be processing the"
                        + " request";
            default ->
                answer.status() >= 500
                        ? "an error on the server (\"" + text(answer) + "\") has prevented the request from succeeding"
                        : "the server responded with the status code " + answer.status()
                                + " but did not return more information";
        };
    }

    private static String text(WebhookConnection.Answer answer) {
        boolean readable =
                answer.contentType().isEmpty() || answer.contentType().startsWith("text/");
        var body = answer.body();
        var text = readable ? new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8).strip() : "";
        return text.isEmpty()
                ? "unknown"
                : text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static @Nullable Status status(byte[] body) {
        try {
            var status = new Status(JsonReader.struct(Status.TYPE, body));
            return status.kind().equals("Status") ? status : null;
        } catch (DecodeException e) {
            return null;
        }
    }
}
