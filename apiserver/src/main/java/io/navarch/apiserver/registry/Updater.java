package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;

/** Answers updates (PUT) of objects and of sub-resources of their own kind. Called on request threads; holds no state. */
final class Updater {
    private final BodyReader bodies;
    private final RegistryParts parts;
    private final ObjectWriter writer;

    Updater(BodyReader bodies, RegistryParts parts, ObjectWriter writer) {
        this.bodies = bodies;
        this.parts = parts;
        this.writer = writer;
    }

    ApiResponse update(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        BodyReader.checkSize(request);
        var info = request.info();
        var options = WriteOptions.of(request, "UpdateOptions", false);
        var warnings = new ArrayList<String>();
        var sent = bodies.object(request, endpoint.served(), options.validation(), warnings::add);
        checkName(sent, info.name(), namespace, info.resource());
        var wanted = endpoint.wanted(parts.rules(), sent);
        var write = new Write(
                endpoint.served(),
                endpoint.storage(),
                info.subresource(),
                namespace,
                info.name(),
                request.user(),
                options.dryRun(),
                options.tree(),
                options.manager(),
                true,
                true,
                warnings::add);
        int status = 200;
        Written written;
        try {
            written = writer.update(write, stored -> wanted);
        } catch (ApiException e) {
            boolean creates = info.subresource().isEmpty() && UpdateModes.creates(write.kind(), writer.strategy(write));
            if (!e.isNotFound() || !creates) {
                throw e;
            }
            written = writer.create(
                    write, Metadata.with(wanted, Metadata.of(wanted).withNamespace(namespace)));
            status = 201;
        }
        var answer = Answers.object(status, endpoint, accepted, request.parameter("includeObject"), written);
        return Answers.withWarnings(answer, warnings);
    }

    /** An object has the name and namespace of the path that it is sent to. */
    static void checkName(Struct object, String name, String namespace, String resource) {
        var metadata = Metadata.of(object);
        if (metadata.name().isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
        }
        if (!metadata.name().equals(name)) {
            throw ApiException.badRequest("the name of the object (" + metadata.name()
                    + ") does not match the name on the URL (" + name + ")");
        }
        if (!metadata.namespace().isEmpty() && !metadata.namespace().equals(namespace)) {
            throw ApiException.badRequest("the namespace of the object (" + metadata.namespace()
                    + ") does not match the namespace on the request (" + namespace + ")");
        }
    }
}
