package io.navarch.embedded;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of an object between two revisions.
 *
 * @param revision of the last of its changes
 * @param fields that differ but for managed fields and the resource version; empty for what was created or deleted
 * @param before the object's JSON; empty if it was created
 * @param after the object's JSON; empty if it was deleted
 * @param by the request that made the last change, as long as it is remembered
 */
public record ObjectChange(
        ObjectRef object,
        Type type,
        long revision,
        List<FieldChange> fields,
        String before,
        String after,
        Optional<RequestRecord> by) {
    /** What happened. */
    public enum Type {
        CREATED,
        CHANGED,
        DELETED
    }

    public ObjectChange {
        fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
        var who = by.map(request -> " by " + request.user() + " (" + request.agent() + ")")
                .orElse("");
        var what = fields.stream().map(field -> "\n    " + field).collect(Collectors.joining());
        return "@" + revision + " " + type.name().toLowerCase(java.util.Locale.ROOT) + " " + object + who + what;
    }
}
