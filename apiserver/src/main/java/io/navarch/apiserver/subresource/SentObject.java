package io.navarch.apiserver.subresource;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;

/** Reads the object that a request to a sub-resource brings. */
final class SentObject {
    private SentObject() {}

    static Struct read(ApiRequest request, StructType type) {
        var media = request.header("content-type");
        if (media != null && !media.isEmpty() && !media.startsWith("application/json")) {
            throw new ApiException(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unknown format - accepted media types include: application/json");
        }
        try {
            return JsonReader.struct(type, request.body());
        } catch (DecodeException e) {
            throw ApiException.badRequest(type.goName() + " in version \"" + type.packageVersion()
                    + "\" cannot be handled as a " + type.goName() + ": " + e.getMessage());
        }
    }
}
