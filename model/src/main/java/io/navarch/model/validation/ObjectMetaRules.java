package io.navarch.model.validation;

import io.navarch.model.kind.KindDefinition;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.name.Formats;
import io.navarch.model.name.GoSyntax;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What holds for the metadata of every object (API conventions, "Metadata"). */
public final class ObjectMetaRules {
    private static final int ANNOTATION_BYTES = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private ObjectMetaRules() {}

    static void create(KindDefinition kind, Struct object, FieldErrors errors) {
        var meta = meta(object);
        name(kind, meta, errors);
        common(kind, meta, errors);
    }

    static void update(KindDefinition kind, Struct stored, Struct object, FieldErrors errors) {
        var before = meta(stored);
        var after = meta(object);
        unchanged("name", before.name(), after.name(), errors);
        unchanged("namespace", before.namespace(), after.namespace(), errors);
        unchanged("uid", before.uid(), after.uid(), errors);
        unchanged("creationTimestamp", before.creationTimestamp(), after.creationTimestamp(), errors);
        unchanged("deletionTimestamp", before.deletionTimestamp(), after.deletionTimestamp(), errors);
        if (before.hasDeletionGracePeriodSeconds()
                && before.deletionGracePeriodSeconds() != after.deletionGracePeriodSeconds()) {
            errors.invalid(
                    "metadata.deletionGracePeriodSeconds", after.deletionGracePeriodSeconds(), "field is immutable");
        }
        if (after.generation() < before.generation()) {
            errors.invalid("metadata.generation", after.generation(), "must not be decremented");
        }
        if (before.hasDeletionTimestamp()) {
            var added = new ArrayList<>(after.finalizers());
            added.removeAll(before.finalizers());
            if (!added.isEmpty()) {
                errors.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                                + GoSyntax.strings(added));
            }
        }
        common(kind, after, errors);
    }

    private static ObjectMeta meta(Struct object) {
        return object.get("metadata") instanceof Struct meta ? new ObjectMeta(meta) : ObjectMeta.EMPTY;
    }

    private static void unchanged(String field, String before, String after, FieldErrors errors) {
        if (!before.isEmpty() && !before.equals(after)) {
            errors.invalid("metadata." + field, after, "field is immutable");
        }
    }

    private static void name(KindDefinition kind, ObjectMeta meta, FieldErrors errors) {
        var format = Formats.named(kind.writeRules().names());
        if (!meta.generateName().isEmpty()) {
            // The generated end follows, so that a hyphen may stand last here.
            var prefix = meta.generateName().replaceAll("-$", "a");
            errors.invalid("metadata.generateName", meta.generateName(), format.apply(prefix));
        }
        if (meta.name().isEmpty()) {
            errors.required("metadata.name", "name or generateName is required");
        } else {
            errors.invalid("metadata.name", meta.name(), format.apply(meta.name()));
        }
    }

    private static void common(KindDefinition kind, ObjectMeta meta, FieldErrors errors) {
        if (!kind.namespaced() && !meta.namespace().isEmpty()) {
            errors.forbidden("metadata.namespace", "not allowed on this type");
        }
        if (meta.generation() < 0) {
            errors.invalid("metadata.generation", meta.generation(), "must be greater than or equal to 0");
        }
        FieldRule.labels(meta.labels(), "metadata.labels", errors);
        annotations(meta.annotations(), "metadata.annotations", errors);
        owners(meta.ownerReferences(), errors);
        finalizers(meta.finalizers(), errors);
    }

    /** Keys are qualified names in any case; all together are limited. */
    public static void annotations(Map<String, String> annotations, String path, FieldErrors errors) {
        long size = 0;
        for (var entry : annotations.entrySet()) {
            errors.invalid(
                    path, entry.getKey(), Formats.qualifiedName(entry.getKey().toLowerCase(Locale.ROOT)));
            size += length(entry.getKey()) + length(entry.getValue());
        }
        if (size > ANNOTATION_BYTES) {
            errors.tooLong(path, ANNOTATION_BYTES + " bytes");
        }
    }

    private static long length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(List<OwnerReference> owners, FieldErrors errors) {
        var path = "metadata.ownerReferences";
        OwnerReference controller = null;
        for (int i = 0; i < owners.size(); i++) {
            var owner = owners.get(i);
            var at = path + "[" + i + "]";
            if (owner.apiVersion().isEmpty()) {
                errors.invalid(at + ".apiVersion", owner.apiVersion(), "version must not be empty");
            }
            notEmpty(at + ".kind", owner.kind(), errors);
            notEmpty(at + ".name", owner.name(), errors);
            notEmpty(at + ".uid", owner.uid(), errors);
            if (owner.apiVersion().equals("v1") && owner.kind().equals("Event")) {
                errors.invalid(path, shown(owner), "/v1, Kind=Event is disallowed from being an owner");
            }
            if (owner.controller()) {
                if (controller != null) {
                    var all = owners.stream().map(ObjectMetaRules::shown).toList();
                    errors.invalid(
                            path,
                            GoValues.list(all),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller.name() + " and " + owner.name());
                }
                controller = owner;
            }
        }
    }

    private static void notEmpty(String path, String text, FieldErrors errors) {
        if (text.isEmpty()) {
            errors.invalid(path, text, "must not be empty");
        }
    }

    private static FieldErrors.Verbatim shown(OwnerReference owner) {
        var members = new ArrayList<Object>(List.of(
                "apiVersion", owner.apiVersion(), "kind", owner.kind(), "name", owner.name(), "uid", owner.uid()));
        if (owner.hasController()) {
            members.addAll(List.of("controller", owner.controller()));
        }
        if (owner.hasBlockOwnerDeletion()) {
            members.addAll(List.of("blockOwnerDeletion", owner.blockOwnerDeletion()));
        }
        return GoValues.object(members.toArray());
    }

    private static void finalizers(List<String> finalizers, FieldErrors errors) {
        for (var finalizer : finalizers) {
            errors.invalid("metadata.finalizers", finalizer, Formats.qualifiedName(finalizer));
            if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
                errors.invalid(
                        "metadata.finalizers",
                        finalizer,
                        "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
        if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
            errors.invalid(
                    "metadata.finalizers", finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** Whether two members of two objects are the same; both may be absent. */
    static boolean same(Struct before, Struct after, String member) {
        return Objects.equals(before.get(member), after.get(member));
    }
}
