package io.navarch.apiserver.request;

/**
 * Answers requests whose sender is known. Called on the request's own virtual thread; may block.
 *
 * <p>Implementations throw {@link io.navarch.model.status.ApiException} to refuse; the pipeline turns it into a Status.
 */
@FunctionalInterface
public interface ApiHandler {
    ApiResponse handle(ApiRequest request) throws InterruptedException;
}
