package io.navarch.apiserver.registry;

import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.request.User;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write under way: whose, to what, and how.
 *
 * @param served the version the client speaks
 * @param name "" until it is generated
 * @param manager who manages the fields that are written; "" keeps no book of it
 * @param admitted whether admission has a say (loops inside the server go past it)
 * @param ruled whether the kind's strategy and validation have a say
 */
record Write(
        ServedKind served,
        ResourceStorage storage,
        String subresource,
        String namespace,
        String name,
        User user,
        boolean dryRun,
        Obj options,
        String manager,
        boolean admitted,
        boolean ruled,
        Consumer<String> warnings) {

    /** A write of the server's own. */
    static Write internal(
            ResourceStorage storage, User user, String namespace, String name, boolean dryRun, boolean ruled) {
        return new Write(
                storage.stored(),
                storage,
                "",
                namespace,
                name,
                user,
                dryRun,
                Dict.EMPTY,
                "",
                false,
                ruled,
                warning -> {});
    }

    KindDefinition kind() {
        return storage.kind();
    }

    Write named(String generated) {
        return new Write(
                served,
                storage,
                subresource,
                namespace,
                generated,
                user,
                dryRun,
                options,
                manager,
                admitted,
                ruled,
                warnings);
    }

    AdmissionRequest admission(Operation operation, @Nullable Struct object, @Nullable Struct old) {
        return new AdmissionRequest(
                operation,
                served.apiVersion(),
                kind().kind(),
                served,
                subresource,
                namespace,
                name,
                user,
                object,
                old,
                options,
                dryRun);
    }
}
