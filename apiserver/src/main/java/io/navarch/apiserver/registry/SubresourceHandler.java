package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.ServedKind;

/**
 * Answers requests to a sub-resource that is not a view of the object itself: scale, binding, eviction, token, log, exec.
 * (Those whose objects are of the resource's own kind are {@linkplain Strategies strategies} of the generic path.) Called on
 * request threads; refuses by {@link io.navarch.model.status.ApiException}.
 */
@FunctionalInterface
public interface SubresourceHandler {
    /** @param served the version of the parent resource that was addressed */
    ApiResponse handle(ApiRequest request, ServedKind served) throws InterruptedException;
}
