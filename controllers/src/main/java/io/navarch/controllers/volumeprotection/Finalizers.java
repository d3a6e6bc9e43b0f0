package io.navarch.controllers.volumeprotection;

import io.navarch.client.Resource;
import io.navarch.model.KubeObject;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import java.util.ArrayList;

/** Adds a finalizer to objects and takes it off those that may go. */
final class Finalizers {
    private Finalizers() {}

    /** Whether the object is being deleted and only held by this finalizer and perhaps others. */
    static boolean wantsToGo(KubeObject<?> object, String finalizer) {
        return object.metadata().hasDeletionTimestamp()
                && object.metadata().finalizers().contains(finalizer);
    }

    static boolean lacks(KubeObject<?> object, String finalizer) {
        return !object.metadata().hasDeletionTimestamp()
                && !object.metadata().finalizers().contains(finalizer);
    }

    static <T extends KubeObject<T>> Next add(Resource<T> resource, T object, String finalizer) {
        var finalizers = new ArrayList<>(object.metadata().finalizers());
        finalizers.add(finalizer);
        return write(resource, object.withMetadata(object.metadata().withFinalizers(finalizers)));
    }

    static <T extends KubeObject<T>> Next remove(Resource<T> resource, T object, String finalizer) {
        var finalizers = new ArrayList<>(object.metadata().finalizers());
        finalizers.remove(finalizer);
        return write(resource, object.withMetadata(object.metadata().withFinalizers(finalizers)));
    }

    private static <T extends KubeObject<T>> Next write(Resource<T> resource, T object) {
        try {
            resource.update(object);
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()) {
                return Next.retry();
            }
            if (e.isNotFound()) {
                return Next.done();
            }
            throw e;
        }
    }
}
