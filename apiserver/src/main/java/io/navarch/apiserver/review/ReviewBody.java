package io.navarch.apiserver.review;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.proto.Envelope;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.util.List;

/** Reads and answers reviews. */
final class ReviewBody {
    private ReviewBody() {}

    /** The review that was sent. */
    static Struct read(ApiRequest request, ServedKind served) {
        var type = request.header("content-type");
        if (type != null && type.startsWith("application/vnd.kubernetes.protobuf")) {
            return message(request, served);
        }
        if (type != null && !type.isEmpty() && !type.startsWith("application/json")) {
            throw new ApiException(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unknown format - accepted media types include: application/json");
        }
        try {
            return JsonReader.struct(served.version().type(), request.body());
        } catch (DecodeException e) {
            throw unfit(served, e);
        }
    }

    private static Struct message(ApiRequest request, ServedKind served) {
        try {
            return Envelope.of(request.body()).object(served.version().type());
        } catch (DecodeException e) {
            throw unfit(served, e);
        }
    }

    private static ApiException unfit(ServedKind served, DecodeException fault) {
        var kind = served.definition().kind();
        return ApiException.badRequest(kind + " in version \""
                + served.version().version() + "\" cannot be handled as a " + kind + ": " + fault.getMessage());
    }

    /** The review with its outcome. */
    static ApiResponse answer(Struct review, ServedKind served, Struct status) {
        var answered = review.with("apiVersion", served.apiVersion())
                .with("kind", served.definition().kind())
                .with("status", status);
        if (answered.get("metadata") == null && answered.type().field("metadata") != null) {
            answered = answered.with("metadata", io.navarch.model.meta.v1.ObjectMeta.EMPTY.tree());
        }
        return ApiResponse.json(201, JsonWriter.bytes(answered));
    }

    /** The refusal of a review with a fault in a field. */
    static ApiException invalid(ServedKind served, String field, String message) {
        var cause = StatusCause.EMPTY
                .withReason("FieldValueInvalid")
                .withField(field)
                .withMessage(message);
        return ApiException.invalid(
                served.group(), served.definition().kind(), "", field + ": " + message, List.of(cause));
    }
}
