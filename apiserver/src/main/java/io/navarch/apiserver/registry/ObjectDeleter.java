package io.navarch.apiserver.registry;

import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.Timestamps;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.store.ConflictException;
import io.navarch.store.Record;
import java.util.Arrays;

/**
 * Deletes objects: at once, or by a mark that whoever holds them (a kubelet, a finalizer) acts upon. Called on request
 * threads; holds no state.
 */
final class ObjectDeleter {
    private final RegistryParts parts;
    private final ObjectStores stores;
    private final Admission admission;
    private final Clock clock;

    ObjectDeleter(RegistryParts parts, ObjectStores stores, Admission admission) {
        this.parts = parts;
        this.stores = stores;
        this.admission = admission;
        this.clock = parts.clock();
    }

    /**
     * What a delete request did.
     *
     * @param gone whether the object is no more; else it is marked
     */
    record Deleted(Written object, Struct tree, boolean gone) {}

    Deleted delete(Write write, DeleteOptions options) throws InterruptedException {
        while (true) {
            var record = write.storage().require(write.namespace(), write.name());
            try {
                return deleteOnce(write, record, options);
            } catch (ConflictException e) {
                // Someone changed it meanwhile: decide again on what is there now.
            }
        }
    }

    private Deleted deleteOnce(Write write, Record record, DeleteOptions options) throws InterruptedException {
        var storage = write.storage();
        var stored = storage.read(record);
        Preconditions.check(storage, stored, options);
        if (write.admitted()) {
            var request = write.admission(Operation.DELETE, null, stored);
            admission.mutate(request, write.warnings());
            admission.validate(request, write.warnings());
        }
        var strategy = parts.strategies().of(write.kind(), "");
        var context = new WriteContext(
                write.kind(), "", write.namespace(), write.name(), write.user(), write.dryRun(), clock, stores);
        return switch (strategy.beforeDelete(context, stored, options)) {
            case Deletion.Now now -> mark(write, record, strategy, stored, 0, options);
            case Deletion.Graceful graceful -> mark(write, record, strategy, stored, graceful.seconds(), options);
            case Deletion.Marked marked -> mark(write, record, strategy, marked.changed(), 0, options);
        };
    }

    /** Marks the object if it has to wait for anything, else removes it. */
    private Deleted mark(
            Write write, Record record, Strategy strategy, Struct object, long seconds, DeleteOptions options) {
        var metadata = Metadata.of(object);
        boolean marked = metadata.hasDeletionTimestamp();
        if (marked && metadata.deletionGracePeriodSeconds() > 0 && seconds >= metadata.deletionGracePeriodSeconds()) {
            return new Deleted(new Written(record.value(), record.modRevision()), object, false);
        }
        var finalizers = marked
                ? metadata.finalizers()
                : ObjectWriter.finalizersFor(options.propagationPolicy(), metadata.finalizers());
        boolean waits = seconds > 0 || !finalizers.isEmpty() || !strategy.mayBeRemoved(object);
        if (!waits) {
            return remove(write, record, strategy, object);
        }
        var changed = Metadata.with(object, marked(metadata, seconds).withFinalizers(finalizers));
        var json = write.storage().form().write(changed);
        if (write.dryRun() || Arrays.equals(json, record.value())) {
            return new Deleted(new Written(json, record.modRevision()), changed, false);
        }
        var updated = write.storage().store().update(record.key(), json, record.modRevision(), record.leaseId());
        return new Deleted(new Written(json, updated.modRevision()), changed, false);
    }

    private ObjectMeta marked(ObjectMeta metadata, long seconds) {
        var start = clock.now();
        if (metadata.hasDeletionTimestamp()) {
            // A shorter period counts from the first request.
            start = Timestamps.instantOrEpoch(metadata.deletionTimestamp())
                    .minusSeconds(metadata.deletionGracePeriodSeconds());
        }
        var marked = metadata.withDeletionTimestamp(Timestamps.of(start.plusSeconds(seconds)))
                .withDeletionGracePeriodSeconds(seconds);
        boolean first = !metadata.hasDeletionTimestamp();
        return first && metadata.generation() > 0 ? marked.withGeneration(metadata.generation() + 1) : marked;
    }

    private Deleted remove(Write write, Record record, Strategy strategy, Struct object) {
        if (write.dryRun()) {
            return new Deleted(new Written(record.value(), record.modRevision()), object, true);
        }
        var removed = write.storage().store().delete(record.key(), record.modRevision());
        strategy.afterDelete(
                new WriteContext(write.kind(), "", write.namespace(), write.name(), write.user(), false, clock, stores),
                object);
        return new Deleted(new Written(record.value(), removed.modRevision()), object, true);
    }
}
