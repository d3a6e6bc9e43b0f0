package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.User;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A write that asks to be admitted.
 *
 * @param apiVersion of the object as the client wrote it
 * @param kind of the object; differs from the resource's kind for sub-resources such as pods/binding
 * @param served the resource as the client addressed it
 * @param subresource "" for the object itself
 * @param namespace "" for cluster-scoped objects
 * @param name "" if it is yet to be generated
 * @param object the object in the stored version; null for DELETE
 * @param oldObject what is stored; null for CREATE and CONNECT
 * @param options CreateOptions, UpdateOptions, PatchOptions or DeleteOptions
 */
public record AdmissionRequest(
        Operation operation,
        String apiVersion,
        String kind,
        ServedKind served,
        String subresource,
        String namespace,
        String name,
        User user,
        @Nullable Struct object,
        @Nullable Struct oldObject,
        Obj options,
        boolean dryRun) {

    /** What is done to the object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    public AdmissionRequest withObject(@Nullable Struct changed) {
        return new AdmissionRequest(
                operation,
                apiVersion,
                kind,
                served,
                subresource,
                namespace,
                name,
                user,
                changed,
                oldObject,
                options,
                dryRun);
    }
}
