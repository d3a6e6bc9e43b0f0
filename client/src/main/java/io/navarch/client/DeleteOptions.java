package io.navarch.client;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds null for the object's own
 * @param propagation "Background", "Foreground", "Orphan", or "" for the kind's default
 * @param uid deletes only the object with this uid, "" for any
 * @param resourceVersion deletes only this version, "" for any
 */
public record DeleteOptions(@Nullable Long gracePeriodSeconds, String propagation, String uid, String resourceVersion) {
    public static final DeleteOptions DEFAULT = new DeleteOptions(null, "", "", "");
    public static final DeleteOptions BACKGROUND = new DeleteOptions(null, "Background", "", "");
    public static final DeleteOptions NOW = new DeleteOptions(0L, "", "", "");

    public DeleteOptions withUid(String only) {
        return new DeleteOptions(gracePeriodSeconds, propagation, only, resourceVersion);
    }

    byte[] body() {
        if (equals(DEFAULT)) {
            return new byte[0];
        }
        var body = Dict.builder().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (gracePeriodSeconds != null) {
            body.put("gracePeriodSeconds", gracePeriodSeconds);
        }
        if (!propagation.isEmpty()) {
            body.put("propagationPolicy", propagation);
        }
        var preconditions = Dict.EMPTY;
        if (!uid.isEmpty()) {
            preconditions = preconditions.with("uid", uid);
        }
        if (!resourceVersion.isEmpty()) {
            preconditions = preconditions.with("resourceVersion", resourceVersion);
        }
        if (!preconditions.isEmpty()) {
            body.put("preconditions", preconditions);
        }
        return JsonWriter.bytes(body.build());
    }
}
