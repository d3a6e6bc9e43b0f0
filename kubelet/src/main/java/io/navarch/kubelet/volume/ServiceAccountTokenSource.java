package io.navarch.kubelet.volume;

import java.util.List;

/** Gives the tokens that pods find in their volumes. Thread-safe; may block. */
public interface ServiceAccountTokenSource {
    /**
     * A token of the service account, bound to the pod, that is good for a while yet.
     *
     * @param audiences whom it is for; empty for the API server
     * @throws io.navarch.model.status.ApiException if the server refuses one
     */
    String token(
            String namespace,
            String serviceAccount,
            String podName,
            String podUid,
            List<String> audiences,
            long expirationSeconds);

    /** Drops what is kept for a pod. */
    void forget(String podUid);
}
