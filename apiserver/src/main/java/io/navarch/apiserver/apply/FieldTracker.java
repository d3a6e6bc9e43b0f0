package io.navarch.apiserver.apply;

import io.navarch.apiserver.apply.ManagedEntry.Manager;
import io.navarch.apiserver.registry.ApplyPatcher;
import io.navarch.model.custom.TypedForm;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ManagedFieldsEntry;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bookkeeping of managed fields, and server-side apply on top of it (KEP-555). Stateless but for the clock; thread-safe. */
public final class FieldTracker implements ApplyPatcher {
    private static final String UNKNOWN = "unknown";

    /** Who owns what was there before anyone applied. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final FieldSet UNOWNED = unowned();

    private final Clock clock;

    public FieldTracker(Clock clock) {
        this.clock = clock;
    }

    private static FieldSet unowned() {
        var paths = new ArrayList<List<String>>();
        CreatedFields.UNOWNED_TOP.forEach(name -> paths.add(List.of(PathElement.field(name))));
        paths.add(List.of("f:metadata"));
        CreatedFields.UNOWNED_METADATA.forEach(name -> paths.add(List.of("f:metadata", PathElement.field(name))));
        return FieldSet.of(paths);
    }

    @Override
    public Struct track(ServedKind served, @Nullable Struct live, Struct wanted, Writer writer) {
        var name = writer.manager().isEmpty() ? UNKNOWN : writer.manager();
        var manager = Manager.updater(name, served.apiVersion(), writer.subresource());
        var custom = served.version().custom();
        return custom == null
                ? tracked(served, live, wanted, manager)
                : trackedByForm(custom.form(), served, live, wanted, manager);
    }

    /** The ownership of a custom object is worked out in its typed form. One that does not fit is left to validation. */
    private Struct trackedByForm(
            TypedForm form, ServedKind served, @Nullable Struct live, Struct wanted, Manager manager) {
        Struct typed;
        Struct before;
        try {
            typed = form.typed(wanted, false);
            before = live == null ? null : form.typed(live, false);
        } catch (DecodeException e) {
            return wanted;
        }
        return wanted.with("metadata", tracked(served, before, typed, manager).get("metadata"));
    }

    private Struct tracked(ServedKind served, @Nullable Struct live, Struct wanted, Manager manager) {
        return live == null ? created(served, wanted, manager) : updated(served, live, wanted, manager);
    }

    private Struct created(ServedKind served, Struct wanted, Manager manager) {
        var metadata = metadata(wanted);
        if (!metadata.managedFields().isEmpty()) {
            return withManaged(wanted, createdWith(served, wanted, manager, metadata));
        }
        var fields = CreatedFields.json(wanted, IgnoredFields.topLevel(served, manager.subresource()));
        if (fields == null) {
            return wanted;
        }
        return withManaged(wanted, List.of(ManagedEntry.write(manager, served.apiVersion(), clock.now(), fields)));
    }

    /** A client that brings managed fields along (a restore) keeps them, and manages the rest. */
    private List<ManagedFieldsEntry> createdWith(
            ServedKind served, Struct wanted, Manager manager, ObjectMeta metadata) {
        var managers = isReset(metadata) ? new Managers() : Managers.of(metadata);
        var bare = withManaged(wanted, List.of());
        record(managers, served, bare.type().empty(), bare, manager);
        return managers.write();
    }

    private Struct updated(ServedKind served, Struct live, Struct wanted, Manager manager) {
        var liveMeta = metadata(live);
        var managers = current(liveMeta, metadata(wanted), manager);
        if (managers.isEmpty()) {
            return withManaged(wanted, List.of());
        }
        var before = withManaged(live, List.of());
        var after = withManaged(wanted, List.of());
        if (before.equals(after)) {
            var given = metadata(wanted).managedFields();
            boolean kept = given.isEmpty()
                    || !manager.subresource().isEmpty()
                    || Managers.sameButForTimes(given, liveMeta.managedFields());
            return withManaged(wanted, kept ? liveMeta.managedFields() : managers.write());
        }
        record(managers, served, before, after, manager);
        return withManaged(wanted, managers.write());
    }

    /** The managers that the client sends, unless it sends none or must not. */
    private static Managers current(ObjectMeta live, ObjectMeta wanted, Manager manager) {
        if (!manager.subresource().isEmpty()) {
            return Managers.of(live);
        }
        if (isReset(wanted)) {
            return new Managers();
        }
        var sent = wanted.managedFields().equals(live.managedFields()) ? new Managers() : Managers.of(wanted);
        return sent.isEmpty() ? Managers.of(live) : sent;
    }

    /** One empty entry is how a client asks for tracking to stop. */
    private static boolean isReset(ObjectMeta metadata) {
        return metadata.managedFields().size() == 1
                && metadata.managedFields().getFirst().isEmpty();
    }

    /** Gives the writer what it changed, takes it from the others, and forgets what is gone. */
    private void record(Managers managers, ServedKind served, Struct before, Struct after, Manager manager) {
        var difference = Comparison.between(before, after).without(IgnoredFields.of(served, manager.subresource()));
        var changed = difference.changed();
        managers.changeOthers(null, fields -> fields.difference(changed).difference(difference.removed()));
        var taken = changed.difference(UNOWNED);
        if (!taken.isEmpty()) {
            managers.put(
                    manager,
                    served.apiVersion(),
                    clock.now(),
                    managers.fieldsOf(manager).union(taken));
        }
        managers.cap();
    }

    @Override
    public Struct apply(ServedKind served, @Nullable Struct live, Struct applied, Writer writer) {
        if (!metadata(applied).managedFields().isEmpty()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        var custom = served.version().custom();
        if (custom == null) {
            return merged(served, live, applied, writer);
        }
        var form = custom.form();
        Struct typed;
        try {
            typed = form.typed(applied, true);
        } catch (DecodeException e) {
            throw untyped(served, applied, e.getMessage());
        }
        var before = live == null ? null : typedLive(form, served, live);
        var merged = merged(served, before, typed, writer);
        return live != null && merged == before ? live : form.free(merged);
    }

    private static Struct typedLive(TypedForm form, ServedKind served, Struct live) {
        try {
            return form.typed(live, false);
        } catch (DecodeException e) {
            throw untyped("live", served, live, e.getMessage());
        }
    }

    private Struct merged(ServedKind served, @Nullable Struct live, Struct applied, Writer writer) {
        var stated = stated(served, applied);
        var manager = Manager.applier(writer.manager(), writer.subresource());
        var old = live == null ? applied.type().empty() : live;
        var managers = Managers.of(metadata(old));
        var before = withManaged(old, List.of());
        if (managers.isEmpty() && live != null) {
            record(
                    managers,
                    served,
                    before.type().empty(),
                    before,
                    Manager.updater(BEFORE_FIRST_APPLY, served.apiVersion(), writer.subresource()));
        }
        var dropped = managers.fieldsOf(manager);
        var now = clock.now();
        managers.put(manager, served.apiVersion(), now, stated);
        var merged = Pruning.prune(ConfigurationMerge.merge(before, applied), dropped, managers.owned());
        var ignored = IgnoredFields.of(served, writer.subresource());
        var difference = Comparison.between(before, merged).without(ignored);
        var changed = difference.changed();
        var conflicts = managers.othersOwning(changed, manager);
        if (!conflicts.isEmpty() && !writer.force() && !lastApplied(writer, before, conflicts)) {
            throw Conflicts.refusal(conflicts);
        }
        managers.changeOthers(manager, fields -> fields.difference(changed).difference(difference.removed()));
        var owned = stated.difference(UNOWNED).without(ignored);
        managers.put(manager, served.apiVersion(), now, owned);
        managers.cap();
        var written = managers.write();
        var liveManaged = metadata(old).managedFields();
        boolean same = difference.isSame() && Managers.sameButForTimes(written, liveManaged);
        return withManaged(merged, same ? liveManaged : written);
    }

    private static FieldSet stated(ServedKind served, Struct applied) {
        try {
            return FieldSets.of(applied);
        } catch (FieldSets.UntypedException e) {
            throw untyped(served, applied, e.getMessage());
        }
    }

    /** What upstream says of a configuration that does not fit the schema. */
    public static ApiException untyped(ServedKind served, Struct applied, @Nullable String fault) {
        return untyped("patch", served, applied, fault);
    }

    private static ApiException untyped(String which, ServedKind served, Struct object, @Nullable String fault) {
        var metadata = metadata(object);
        var message = "failed to create typed " + which + " object (" + metadata.namespace() + "/" + metadata.name()
                + "; " + served.apiVersion() + ", Kind=" + served.definition().kind() + "): " + fault;
        return new ApiException(ApiException.status(Reason.UNKNOWN, message, StatusDetails.EMPTY));
    }

    /** Whether kubectl's own client-side apply stated all of the fields in dispute: then it takes over from itself. */
    private static boolean lastApplied(Writer writer, Struct live, java.util.Map<Manager, FieldSet> conflicts) {
        var annotation = metadata(live).annotations().get("kubectl.kubernetes.io/last-applied-configuration");
        if (!writer.manager().equals("kubectl") || annotation == null || annotation.isEmpty()) {
            return false;
        }
        try {
            var last = FieldSets.of(io.navarch.model.tree.JsonReader.struct(
                    live.type(), annotation.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return conflicts.values().stream()
                    .allMatch(fields -> fields.difference(last).isEmpty());
        } catch (DecodeException | FieldSets.UntypedException e) {
            // An annotation that cannot be read gives no rights.
            return false;
        }
    }

    static ObjectMeta metadata(Struct object) {
        return object.get("metadata") instanceof Struct metadata ? new ObjectMeta(metadata) : ObjectMeta.EMPTY;
    }

    private static Struct withManaged(Struct object, List<ManagedFieldsEntry> entries) {
        var trees = entries.isEmpty()
                ? null
                : List.of(entries.stream().map(ManagedFieldsEntry::tree).toArray());
        return object.with("metadata", metadata(object).tree().with("managedFields", trees));
    }
}
