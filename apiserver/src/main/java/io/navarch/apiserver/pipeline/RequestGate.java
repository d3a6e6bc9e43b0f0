package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;

/**
 * Stands around every request of the {@link Pipeline}, before flow control: it may look at the request and the answer, hold them
 * up, and answer itself. Clusters in tests record and disturb requests here. Called on the request's thread; several at once.
 */
@FunctionalInterface
public interface RequestGate {
    /** Lets everything through. */
    RequestGate OPEN = (request, next) -> next.handle(request);

    /**
     * Answers a request.
     *
     * @param next the rest of the pipeline; may be called once, not at all, or several times
     * @throws io.navarch.model.status.ApiException to refuse
     */
    ApiResponse pass(ApiRequest request, ApiHandler next) throws InterruptedException;
}
