package io.navarch.kubelet.status;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.kubelet.manifest.StaticPod;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodStatus;
import io.navarch.model.status.ApiException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes pods' statuses to the API, and ends pods there when they have ended here. Called by each pod's worker. */
public final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private final KubeClient client;

    public StatusWriter(KubeClient client) {
        this.client = client;
    }

    /**
     * Writes the status if it says something new.
     *
     * @return false if the server could not be reached or refused: the caller tries again later
     */
    public boolean write(Pod pod, PodStatus status) {
        if (status.equals(pod.status())) {
            return true;
        }
        try {
            client.of(Pod.KIND, pod.namespace()).changeStatus(pod.name(), current -> {
                if (!stands(current, pod)) {
                    return current;
                }
                return current.withStatus(withForeignConditions(current.status(), status));
            });
            return true;
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return true;
            }
            LOG.warn("status of {} was not written: {}", pod.key(), e.getMessage());
            return false;
        } catch (UncheckedIOException e) {
            LOG.debug("status of {} was not written: {}", pod.key(), e.getMessage());
            return false;
        }
    }

    /** Whether the API's pod is this one, or the mirror of this one. */
    private static boolean stands(Pod current, Pod pod) {
        return StaticPod.isStatic(pod)
                ? StaticPod.hash(pod).equals(current.metadata().annotations().get(StaticPod.MIRROR))
                : current.uid().equals(pod.uid());
    }

    /** Conditions that others have set since the worker looked are theirs to keep. */
    private static PodStatus withForeignConditions(PodStatus current, PodStatus wanted) {
        var missing = current.conditions().stream()
                .filter(theirs -> wanted.conditions().stream()
                        .noneMatch(ours -> ours.type().equals(theirs.type())))
                .toList();
        if (missing.isEmpty()) {
            return wanted;
        }
        var all = new java.util.ArrayList<>(wanted.conditions());
        all.addAll(missing);
        return wanted.withConditions(all);
    }

    /** Removes a pod that has been deleted and whose containers have ended; false to try again later. */
    public boolean remove(Pod pod) {
        if (StaticPod.isStatic(pod)) {
            return true;
        }
        try {
            client.of(Pod.KIND, pod.namespace()).deleteIfPresent(pod.name(), DeleteOptions.NOW.withUid(pod.uid()));
            return true;
        } catch (ApiException e) {
            // A conflict means that another pod has the name already: this one is gone.
            return e.isConflict();
        } catch (UncheckedIOException e) {
            LOG.debug("{} was not removed: {}", pod.key(), e.getMessage());
            return false;
        }
    }
}
