package io.navarch.apiserver.registry;

import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.Timestamps;
import io.navarch.model.kind.KindDefinition.Generation;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import io.navarch.store.ConflictException;
import io.navarch.store.KeyExistsException;
import io.navarch.store.Record;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes objects through the steps of a create or update and into the store. Objects are trees of the stored version with
 * defaults. Called on request threads; holds no state.
 */
final class ObjectWriter {
    /** How often upstream tries names of generateName. */
    private static final int NAME_TRIES = 8;
    /** Far more than fair competition needs; more says that something is wrong. */
    private static final int UPDATE_TRIES = 200;

    private final RegistryParts parts;
    private final ObjectStores stores;
    private final Admission admission;
    private final RandomNames names;
    private final Clock clock;
    private final Lifetimes lifetimes;

    ObjectWriter(RegistryParts parts, ObjectStores stores, Admission admission) {
        this.parts = parts;
        this.stores = stores;
        this.admission = admission;
        this.names = new RandomNames(parts.random());
        this.clock = parts.clock();
        this.lifetimes = new Lifetimes(parts.store(), clock, parts.eventLifetime());
    }

    /** Computes what shall be stored from what is; may be called several times, and may refuse. */
    @FunctionalInterface
    interface Change {
        /** The wanted object; the argument itself to leave everything as it is. */
        Struct of(Struct stored) throws InterruptedException;
    }

    Strategy strategy(Write write) {
        return parts.strategies().of(write.kind(), write.subresource());
    }

    private WriteContext context(Write write) {
        return new WriteContext(
                write.kind(),
                write.subresource(),
                write.namespace(),
                write.name(),
                write.user(),
                write.dryRun(),
                clock,
                stores);
    }

    /** Stores a new object. */
    Written create(Write write, Struct wanted) throws InterruptedException {
        var metadata = Metadata.of(wanted);
        if (!metadata.resourceVersion().isEmpty()) {
            throw new ApiException(ApiException.status(
                            Reason.UNKNOWN,
                            "resourceVersion should not be set on objects to be created",
                            StatusDetails.EMPTY)
                    .withCode(500));
        }
        // What admission and the kind's rules add is nobody's: the writer owns what it sent, with defaults.
        var admitted = track(write, null, wanted);
        if (write.admitted()) {
            var mutated = admission.mutate(write.admission(Operation.CREATE, admitted, null), write.warnings());
            admitted = mutated == null ? admitted : mutated;
        }
        boolean generated = Metadata.of(admitted).name().isEmpty() && metadata.hasGenerateName();
        for (int attempt = 1; ; attempt++) {
            var named = generated
                    ? Metadata.with(admitted, Metadata.of(admitted).withName(names.generate(metadata.generateName())))
                    : admitted;
            try {
                return createNamed(write.named(Metadata.of(named).name()), named);
            } catch (KeyExistsException e) {
                var name = Metadata.of(named).name();
                if (!generated) {
                    throw ApiException.alreadyExists(
                            write.kind().group(), write.kind().plural(), name);
                }
                if (attempt == NAME_TRIES) {
                    throw noFreeName(write, name);
                }
            }
        }
    }

    private static ApiException noFreeName(Write write, String name) {
        var details = StatusDetails.EMPTY
                .withName(name)
                .withGroup(write.kind().group())
                .withKind(write.kind().plural())
                .withRetryAfterSeconds(1);
        var message = write.kind().resource() + " \"" + name
                + "\" already exists, the server was not able to generate a unique name for the object";
        return new ApiException(Reason.ALREADY_EXISTS, message, details);
    }

    private Written createNamed(Write write, Struct admitted) throws InterruptedException {
        var strategy = strategy(write);
        var context = context(write);
        var filled = withSystemFields(write, admitted);
        var reservation = strategy.beginCreate(context, filled);
        boolean kept = false;
        try {
            var prepared = strategy.prepareForCreate(context, reservation.object());
            if (write.ruled()) {
                var errors = parts.rules()
                        .check(write.kind(), asSent(write, prepared))
                        .addAll(strategy.validateCreate(context, prepared));
                refuse(write, prepared, errors);
                strategy.warnings(context, null, prepared).forEach(write.warnings());
            }
            var valid = strategy.canonicalize(prepared);
            if (write.admitted()) {
                admission.validate(write.admission(Operation.CREATE, valid, null), write.warnings());
            }
            var written = store(write, valid);
            kept = !write.dryRun();
            return written;
        } finally {
            (kept ? reservation.commit() : reservation.rollback()).run();
        }
    }

    private Written store(Write write, Struct valid) {
        var storage = write.storage();
        var key = storage.key(write.namespace(), write.name());
        var json = storage.form().write(valid);
        if (write.dryRun()) {
            var current = storage.store().get(key);
            if (current != null) {
                throw new KeyExistsException(current);
            }
            return new Written(json, 0);
        }
        return new Written(
                json,
                storage.store().create(key, json, lifetimes.lease(write.kind())).modRevision());
    }

    /** Sets what every new object gets, and takes away what no client may set. */
    private Struct withSystemFields(Write write, Struct wanted) {
        var rules = write.kind().writeRules();
        var metadata = Metadata.of(wanted)
                .withUid(names.uid(write.kind().plural() + "/" + write.namespace() + "/" + write.name()))
                .withCreationTimestamp(Timestamps.of(clock.now()))
                .withoutDeletionTimestamp()
                .withoutDeletionGracePeriodSeconds()
                .withoutSelfLink()
                .withoutGeneration();
        if (rules.generation() != Generation.NONE) {
            metadata = metadata.withGeneration(1);
        }
        if (write.kind().namespaced()) {
            metadata = metadata.withNamespace(write.namespace());
        }
        var filled = Metadata.with(wanted, metadata);
        if (hasStatus(write) && !rules.keepsStatusOnCreate()) {
            filled = filled.with("status", initialStatus(filled, rules.initialStatus()));
            filled = parts.rules().withDefaults(write.kind(), filled);
        }
        return filled;
    }

    private static @Nullable Object initialStatus(Struct object, Dict initial) {
        var field = object.type().field("status");
        var type = field == null ? null : field.type().struct();
        if (initial.isEmpty()) {
            return null;
        }
        return type == null ? initial : JsonReader.struct(type, JsonWriter.bytes(initial));
    }

    private static boolean hasStatus(Write write) {
        return write.kind().storageVersion().hasStatus();
    }

    private void refuse(Write write, Struct object, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw errors.exception(
                    write.kind().writeRules().errorGroup(),
                    write.kind().kind(),
                    Metadata.of(object).name());
        }
    }

    /** A custom object in the version that its writer speaks, whose schema it must fit; any other as it is. */
    private Struct asSent(Write write, Struct object) {
        var converter = write.kind().custom() ? parts.converters().of(write.served()) : null;
        return converter == null ? object : converter.toServed(object);
    }

    private Struct track(Write write, @Nullable Struct stored, Struct wanted) {
        if (write.manager().isEmpty()) {
            return wanted;
        }
        var writer = new ApplyPatcher.Writer(write.manager(), write.subresource(), false);
        var converter = parts.converters().of(write.served());
        if (converter == null) {
            return parts.apply().track(write.served(), stored, wanted, writer);
        }
        var tracked = parts.apply()
                .track(
                        write.served(),
                        stored == null ? null : converter.toServed(stored),
                        converter.toServed(wanted),
                        writer);
        var managed = Metadata.of(tracked).tree().get("managedFields");
        return wanted.with("metadata", Metadata.of(wanted).tree().with("managedFields", managed));
    }

    /** Changes a stored object, again and again until nobody else changed it meanwhile. */
    Written update(Write write, Change change) throws InterruptedException {
        var storage = write.storage();
        for (int attempt = 1; ; attempt++) {
            var record = storage.require(write.namespace(), write.name());
            try {
                return updateOnce(write, record, change);
            } catch (ConflictException e) {
                if (attempt == UPDATE_TRIES) {
                    throw storage.conflict(write.name(), Preconditions.MODIFIED);
                }
            }
        }
    }

    private Written updateOnce(Write write, Record record, Change change) throws InterruptedException {
        var storage = write.storage();
        var stored = storage.read(record);
        var wanted = change.of(stored);
        var unchanged = new Written(storage.json(record), record.modRevision());
        if (wanted == stored) {
            return unchanged;
        }
        var strategy = strategy(write);
        var context = context(write);
        Preconditions.check(write, stored, wanted, strategy);
        wanted = UpdateRules.keepSystemFields(write, stored, wanted);
        if (write.admitted()) {
            var mutated = admission.mutate(write.admission(Operation.UPDATE, wanted, stored), write.warnings());
            wanted = mutated == null ? wanted : UpdateRules.keepSystemFields(write, stored, mutated);
        }
        var reservation = strategy.beginUpdate(context, stored, wanted);
        boolean kept = false;
        try {
            var prepared = prepare(write, strategy, context, stored, reservation.object());
            if (write.admitted()) {
                admission.validate(write.admission(Operation.UPDATE, prepared, stored), write.warnings());
            }
            var json = storage.form().write(prepared);
            // A custom object of an old version or schema is rewritten by a write that changes nothing: storage
            // migration.
            if (Arrays.equals(json, write.kind().custom() ? record.value() : unchanged.json())) {
                return unchanged;
            }
            var written = replace(write, strategy, record, prepared, json);
            kept = !write.dryRun();
            return written;
        } finally {
            (kept ? reservation.commit() : reservation.rollback()).run();
        }
    }

    private Struct prepare(Write write, Strategy strategy, WriteContext context, Struct stored, Struct wanted) {
        var prepared = wanted;
        if (write.ruled()) {
            prepared = UpdateRules.keepOtherPart(write, stored, prepared);
            prepared = strategy.prepareForUpdate(context, stored, prepared);
            prepared = UpdateRules.keepSystemFields(write, stored, prepared);
        }
        prepared = UpdateRules.withGeneration(write, stored, prepared);
        prepared = track(write, stored, prepared);
        if (write.ruled()) {
            var errors = parts.rules()
                    .checkChange(write.kind(), write.subresource(), asSent(write, stored), asSent(write, prepared))
                    .addAll(strategy.validateUpdate(context, stored, prepared));
            refuse(write, prepared, errors);
            strategy.warnings(context, stored, prepared).forEach(write.warnings());
        }
        return strategy.canonicalize(prepared);
    }

    private Written replace(Write write, Strategy strategy, Record record, Struct prepared, byte[] json) {
        var store = write.storage().store();
        if (write.dryRun()) {
            return new Written(json, record.modRevision());
        }
        if (mayGo(write, strategy, prepared)) {
            var removed = store.delete(record.key(), record.modRevision());
            strategy.afterDelete(context(write), prepared);
            return new Written(json, removed.modRevision());
        }
        long lease = lifetimes.lease(write.kind());
        return new Written(
                json,
                store.update(record.key(), json, record.modRevision(), lease).modRevision());
    }

    /** Whether a marked object has nothing left that it waits for. */
    private boolean mayGo(Write write, Strategy strategy, Struct object) {
        var metadata = Metadata.of(object);
        var own = write.subresource().isEmpty() ? strategy : parts.strategies().of(write.kind(), "");
        return metadata.hasDeletionTimestamp()
                && metadata.finalizers().isEmpty()
                && metadata.deletionGracePeriodSeconds() == 0
                && own.mayBeRemoved(object);
    }

    /** Finalizers, as a delete request with the policy leaves them. */
    static List<String> finalizersFor(String policy, List<String> finalizers) {
        return switch (policy) {
            case "Orphan" -> Metadata.with(Metadata.without(finalizers, "foregroundDeletion"), "orphan");
            case "Foreground" -> Metadata.with(Metadata.without(finalizers, "orphan"), "foregroundDeletion");
            case "Background" -> Metadata.without(Metadata.without(finalizers, "orphan"), "foregroundDeletion");
            default -> finalizers;
        };
    }
}
