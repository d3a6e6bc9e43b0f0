package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.validation.FieldErrors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Answers deletions of one object and of many. Called on request threads; holds no state. */
final class Deleter {
    /** Kinds whose last state upstream answers; of the others it answers a Status. */
    private static final Set<String> SHOWN = Set.of(
            "pods",
            "podtemplates",
            "persistentvolumes",
            "persistentvolumeclaims",
            "replicationcontrollers",
            "resourcequotas",
            "serviceaccounts",
            "services");

    private final ObjectDeleter deleter;

    Deleter(ObjectDeleter deleter) {
        this.deleter = deleter;
    }

    ApiResponse delete(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        var options = options(request);
        var warnings = new ArrayList<String>();
        var write = write(endpoint, request, namespace, request.info().name(), options, warnings);
        var deleted = deleter.delete(write, options);
        var answer = deleted.gone() && !isShown(write.kind())
                ? Answers.document(
                        200,
                        accepted,
                        Answers.deleted(
                                write.kind().group(),
                                write.kind().plural(),
                                write.name(),
                                Metadata.of(deleted.tree()).uid()))
                : Answers.object(200, endpoint, accepted, request.parameter("includeObject"), deleted.object());
        return Answers.withWarnings(answer, warnings);
    }

    private static boolean isShown(KindDefinition kind) {
        return kind.group().isEmpty() && SHOWN.contains(kind.plural());
    }

    private static Write write(
            Endpoint endpoint,
            ApiRequest request,
            String namespace,
            String name,
            DeleteOptions options,
            List<String> warnings) {
        return new Write(
                endpoint.served(),
                endpoint.storage(),
                "",
                namespace,
                name,
                request.user(),
                options.dryRun(),
                tree(options),
                "",
                true,
                true,
                warnings::add);
    }

    private static Dict tree(DeleteOptions options) {
        var builder = Dict.builder().put("apiVersion", "meta.k8s.io/v1").put("kind", "DeleteOptions");
        options.gracePeriod().ifPresent(seconds -> builder.put("gracePeriodSeconds", seconds));
        if (!options.propagationPolicy().isEmpty()) {
            builder.put("propagationPolicy", options.propagationPolicy());
        }
        if (options.dryRun()) {
            builder.put("dryRun", List.of("All"));
        }
        return builder.build();
    }

    ApiResponse deleteCollection(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        var options = options(request);
        ListOptions.of(request, false);
        var storage = endpoint.storage();
        var snapshot = storage.cache().current();
        var warnings = new ArrayList<String>();
        var segments = new ArrayList<ByteBuffer>();
        var head = "{\"kind\":\"" + endpoint.served().definition().listKind() + "\",\"apiVersion\":\""
                + endpoint.served().apiVersion() + "\",\"metadata\":{\"resourceVersion\":\"" + snapshot.revision()
                + "\"},\"items\":[";
        segments.add(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
        var encoding = endpoint.encoding(
                new Accepted(Accepted.Format.JSON, Accepted.As.OBJECT, "", false), TableMaker.IncludeObject.NONE);
        for (var object : snapshot.select(Selections.of(request, endpoint, namespace, ""))) {
            var in = storage.kind().namespaced() ? object.namespace() : "";
            try {
                var deleted = deleter.delete(write(endpoint, request, in, object.name(), options, warnings), options);
                if (segments.size() > 1) {
                    segments.add(ByteBuffer.wrap(new byte[] {','}));
                }
                encoding.object(deleted.object().json(), deleted.object().revision(), segments);
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        segments.add(ByteBuffer.wrap("]}\n".getBytes(StandardCharsets.US_ASCII)));
        return Answers.withWarnings(Answers.document(200, accepted, segments), warnings);
    }

    /** Options from the body if there is one, else from the query. */
    static DeleteOptions options(ApiRequest request) {
        return request.body().length > 0 ? ofBody(request) : ofQuery(request);
    }

    private static DeleteOptions ofQuery(ApiRequest request) {
        var grace = request.parameter("gracePeriodSeconds");
        var orphan = request.parameter("orphanDependents");
        var errors = FieldErrors.none();
        boolean dryRun = OptionFaults.dryRun(request.query().getOrDefault("dryRun", List.of()), errors);
        return checked(
                grace.isEmpty() ? null : OptionFaults.number(request, "gracePeriodSeconds", 0),
                request.parameter("propagationPolicy"),
                orphan.isEmpty() ? null : OptionFaults.flag(orphan),
                "",
                "",
                dryRun,
                errors);
    }

    private static DeleteOptions ofBody(ApiRequest request) {
        var type = io.navarch.model.meta.v1.DeleteOptions.TYPE;
        io.navarch.model.meta.v1.DeleteOptions sent;
        try {
            sent = new io.navarch.model.meta.v1.DeleteOptions(JsonReader.struct(type, BodyReader.json(request)));
        } catch (DecodeException e) {
            throw ApiException.badRequest("couldn't decode DeleteOptions: " + e.getMessage());
        }
        var errors = FieldErrors.none();
        boolean dryRun = OptionFaults.dryRun(sent.dryRun(), errors);
        return checked(
                sent.hasGracePeriodSeconds() ? sent.gracePeriodSeconds() : null,
                sent.propagationPolicy(),
                sent.hasOrphanDependents() ? sent.orphanDependents() : null,
                sent.preconditions().uid(),
                sent.preconditions().resourceVersion(),
                dryRun,
                errors);
    }

    private static DeleteOptions checked(
            @org.jspecify.annotations.Nullable Long grace,
            String policy,
            @org.jspecify.annotations.Nullable Boolean orphan,
            String uid,
            String resourceVersion,
            boolean dryRun,
            FieldErrors errors) {
        if (orphan != null && !policy.isEmpty()) {
            errors.invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
        }
        if (!policy.isEmpty() && !Set.of("Foreground", "Background", "Orphan").contains(policy)) {
            errors.notSupported("propagationPolicy", policy, List.of("Foreground", "Background", "Orphan", "nil"));
        }
        if (!errors.isEmpty()) {
            throw OptionFaults.of(errors, "DeleteOptions");
        }
        var effective = orphan == null ? policy : orphan ? "Orphan" : "Background";
        return new DeleteOptions(grace == null ? null : Math.max(0, grace), effective, uid, resourceVersion, dryRun);
    }
}
