package io.navarch.controllers.pods;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.status.ApiException;
import java.io.UncheckedIOException;

/** Creates and deletes the pods of owners, remembers that until the cache shows it, and tells of it in events. Thread-safe. */
public final class PodWriter {
    private final KubeClient client;
    private final Expectations expectations;
    private final EventRecorder events;

    public PodWriter(KubeClient client, Expectations expectations, EventRecorder events) {
        this.client = client;
        this.expectations = expectations;
        this.events = events;
    }

    public Pod create(KubeObject<?> owner, Pod wanted) {
        try {
            var created = client.of(Pod.KIND).create(wanted);
            expectations.created(owner.key(), created);
            events.normal(owner, "SuccessfulCreate", "Created pod: " + created.name());
            return created;
        } catch (ApiException e) {
            // A namespace that is going away needs no event: everything in it is going too.
            if (!String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                events.warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Deletes this very pod; one that is gone already is what was wanted. */
    public void delete(KubeObject<?> owner, Pod pod) {
        ObjectKey key = owner.key();
        expectations.deleted(key, pod);
        try {
            client.of(Pod.KIND, pod.namespace()).deleteIfPresent(pod.name(), DeleteOptions.DEFAULT.withUid(pod.uid()));
            events.normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.name());
        } catch (ApiException e) {
            expectations.notDeleted(key, pod);
            if (!e.isConflict()) {
                events.warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
                throw e;
            }
        } catch (UncheckedIOException e) {
            expectations.notDeleted(key, pod);
            throw e;
        }
    }
}
