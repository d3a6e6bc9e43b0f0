package io.navarch.apiserver.policy;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.List;

/** How a request fails that a policy refuses: worded as forbidden, but with the policy's own reason. */
final class PolicyRefusal {
    private PolicyRefusal() {}

    /** @param stated the policy's reason; "" for Invalid */
    static ApiException of(AdmissionRequest request, String text, String stated) {
        var forbidden = ApiException.forbidden(
                        request.served().group(), request.served().definition().plural(), name(request), text)
                .status();
        var reason = stated.isEmpty() ? "Invalid" : stated;
        return new ApiException(forbidden
                .withReason(reason)
                .withCode(code(reason))
                .withDetails(forbidden.details().withCauses(List.of(StatusCause.EMPTY.withMessage(text)))));
    }

    private static int code(String reason) {
        return switch (reason) {
            case "Unauthorized" -> 401;
            case "Forbidden" -> 403;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
    }

    private static String name(AdmissionRequest request) {
        if (request.name().isEmpty()
                && request.object() instanceof Struct object
                && object.get("metadata") instanceof Struct metadata) {
            var meta = new ObjectMeta(metadata);
            return meta.name().isEmpty() ? meta.generateName() : meta.name();
        }
        return request.name();
    }
}
