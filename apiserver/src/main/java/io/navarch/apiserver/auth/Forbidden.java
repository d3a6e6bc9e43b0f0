package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;

/** Words the refusal of a request that was not authorised, as upstream does. */
public final class Forbidden {
    private Forbidden() {}

    /** @param reason what the authoriser said, or "" */
    public static ApiException of(ApiRequest request, String reason) {
        var attributes = Authorizer.Attributes.of(request);
        var why = reason.isEmpty() ? sentence(attributes) : sentence(attributes) + ": " + reason;
        if (!attributes.resourceRequest()) {
            return new ApiException(Reason.FORBIDDEN, "forbidden: " + why, StatusDetails.EMPTY);
        }
        return ApiException.forbidden(attributes.group(), attributes.resource(), attributes.name(), why);
    }

    /** {@code User "x" cannot list resource "pods" in API group "" in the namespace "default"}. */
    static String sentence(Authorizer.Attributes asked) {
        var user = "User \"" + asked.user().name() + "\" cannot " + asked.verb();
        if (!asked.resourceRequest()) {
            return user + " path \"" + asked.path() + "\"";
        }
        var what = user + " resource \"" + asked.qualifiedResource() + "\" in API group \"" + asked.group() + "\"";
        return asked.namespace().isEmpty()
                ? what + " at the cluster scope"
                : what + " in the namespace \"" + asked.namespace() + "\"";
    }
}
