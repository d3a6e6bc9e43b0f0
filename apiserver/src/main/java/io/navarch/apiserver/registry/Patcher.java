package io.navarch.apiserver.registry;

import io.navarch.apiserver.patch.Trees;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers patches of all four kinds, of objects and of sub-resources of their own kind. A patch is applied again to what is
 * there now when others write meanwhile. Called on request threads; holds no state.
 */
final class Patcher {
    private final BodyReader bodies;
    private final RegistryParts parts;
    private final ObjectWriter writer;

    Patcher(BodyReader bodies, RegistryParts parts, ObjectWriter writer) {
        this.bodies = bodies;
        this.parts = parts;
        this.writer = writer;
    }

    ApiResponse patch(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        BodyReader.checkSize(request);
        boolean apply = BodyReader.mediaType(request).equals(PatchBody.APPLY);
        var body = apply
                ? null
                : PatchBody.of(request, endpoint.served().definition().custom());
        var options = WriteOptions.of(request, "PatchOptions", apply);
        var warnings = new ArrayList<String>();
        var write = new Write(
                endpoint.served(),
                endpoint.storage(),
                request.info().subresource(),
                namespace,
                request.info().name(),
                request.user(),
                options.dryRun(),
                options.tree(),
                apply ? "" : options.manager(),
                true,
                true,
                warnings::add);
        var answer = body == null
                ? apply(endpoint, request, accepted, options, write)
                : Answers.object(
                        200,
                        endpoint,
                        accepted,
                        request.parameter("includeObject"),
                        writer.update(write, stored -> patched(endpoint, request, body, options, stored, warnings)));
        return Answers.withWarnings(answer, warnings);
    }

    private Struct patched(
            Endpoint endpoint,
            ApiRequest request,
            PatchBody body,
            WriteOptions options,
            Struct stored,
            List<String> warnings) {
        var type = endpoint.served().version().type();
        var current = endpoint.toServed(stored);
        var tree = body.apply(type, Trees.free(current));
        Consumer<String> warn = warnings::add;
        var wanted = PatchBody.typed(endpoint.served().version(), tree, request, options.validation(), warn);
        if (wanted.equals(current)) {
            return stored;
        }
        Updater.checkName(
                wanted,
                request.info().name(),
                Metadata.of(stored).namespace(),
                request.info().resource());
        return endpoint.wanted(parts.rules(), wanted);
    }

    private ApiResponse apply(
            Endpoint endpoint, ApiRequest request, Accepted accepted, WriteOptions options, Write write)
            throws InterruptedException {
        var applied = applied(endpoint, request, options, write);
        var manager = new ApplyPatcher.Writer(options.manager(), write.subresource(), options.force());
        int status = 200;
        Written written;
        try {
            written = writer.update(write, stored -> {
                var live = endpoint.toServed(stored);
                var merged = parts.apply().apply(endpoint.served(), live, applied, manager);
                return merged == live ? stored : endpoint.wanted(parts.rules(), merged);
            });
        } catch (ApiException e) {
            if (!e.isNotFound()
                    || !write.subresource().isEmpty()
                    || endpoint.storage().store().get(key(write)) != null) {
                throw e;
            }
            checkUid(write, applied);
            var created = parts.apply().apply(endpoint.served(), null, applied, manager);
            written = writer.create(write, unversioned(endpoint.wanted(parts.rules(), created)));
            status = 201;
        }
        return Answers.object(status, endpoint, accepted, request.parameter("includeObject"), written);
    }

    /** Whoever applies a version that cannot be the object's wants to create it, and to meet a conflict if it is there. */
    private static Struct unversioned(Struct created) {
        return Metadata.with(created, Metadata.of(created).withResourceVersion(""));
    }

    private static String key(Write write) {
        return write.storage().key(write.namespace(), write.name());
    }

    private static void checkUid(Write write, Struct applied) {
        var uid = Metadata.of(applied).uid();
        if (!uid.isEmpty()) {
            throw write.storage()
                    .conflict(
                            write.name(),
                            "uid mismatch: the provided object specified uid " + uid
                                    + ", and no existing object was found");
        }
    }

    private Struct applied(Endpoint endpoint, ApiRequest request, WriteOptions options, Write write) {
        byte[] json;
        try {
            json = Yaml.toJson(request.body());
        } catch (DecodeException e) {
            throw ApiException.badRequest("error decoding YAML: " + e.getMessage());
        }
        var applied = bodies.object(json, endpoint.served(), options.validation(), write.warnings());
        var metadata = Metadata.of(applied);
        if (metadata.hasManagedFields()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        if (metadata.name().isEmpty()) {
            metadata = metadata.withName(write.name());
        }
        if (metadata.namespace().isEmpty() && write.kind().namespaced()) {
            metadata = metadata.withNamespace(write.namespace());
        }
        var named = Metadata.with(applied, metadata);
        Updater.checkName(named, write.name(), write.namespace(), write.kind().plural());
        return named;
    }
}
