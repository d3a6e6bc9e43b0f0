package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;

/** Answers creates. Called on request threads; holds no state. */
final class Creator {
    private final BodyReader bodies;
    private final ObjectRules rules;
    private final ObjectWriter writer;

    Creator(BodyReader bodies, ObjectRules rules, ObjectWriter writer) {
        this.bodies = bodies;
        this.rules = rules;
        this.writer = writer;
    }

    ApiResponse create(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        BodyReader.checkSize(request);
        var options = WriteOptions.of(request, "CreateOptions", false);
        var warnings = new ArrayList<String>();
        var sent = bodies.object(request, endpoint.served(), options.validation(), warnings::add);
        var placed = inNamespace(sent, namespace);
        var wanted = endpoint.wanted(rules, placed);
        var write = new Write(
                endpoint.served(),
                endpoint.storage(),
                "",
                namespace,
                Metadata.of(wanted).name(),
                request.user(),
                options.dryRun(),
                options.tree(),
                options.manager(),
                true,
                true,
                warnings::add);
        var written = writer.create(write, wanted);
        var answer = Answers.object(201, endpoint, accepted, request.parameter("includeObject"), written);
        return Answers.withWarnings(answer, warnings);
    }

    /** The object in the namespace of the path, from which it must not differ. */
    static Struct inNamespace(Struct object, String namespace) {
        var metadata = Metadata.of(object);
        if (metadata.namespace().equals(namespace)) {
            return object;
        }
        if (!metadata.namespace().isEmpty()) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return Metadata.with(object, metadata.withNamespace(namespace));
    }
}
