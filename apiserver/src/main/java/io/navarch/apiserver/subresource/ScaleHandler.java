package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.ApplyPatcher;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.ForeignObjects.Options;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.autoscaling.v1.Scale;
import io.navarch.model.autoscaling.v1.ScaleSpec;
import io.navarch.model.autoscaling.v1.ScaleStatus;
import io.navarch.model.kind.PrinterColumn;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** How many pods a workload has and shall have, in one form for all kinds of workloads. */
final class ScaleHandler implements SubresourceHandler {
    private static final ServedKind SCALE = ForeignObjects.kind(
            "autoscaling",
            "v1",
            "Scale",
            Scale.TYPE,
            List.of(
                    new PrinterColumn("Name", "string", "name", 0, "", ".metadata.name", null),
                    new PrinterColumn("Desired", "integer", "", 0, "", ".spec.replicas", "0"),
                    new PrinterColumn("Available", "integer", "", 0, "", ".status.replicas", "0"),
                    new PrinterColumn("Age", "string", "", 0, "", "$age", null)));

    private static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";

    private final ObjectStores stores;
    private final ForeignObjects objects;
    private final ApplyPatcher fields;
    private final Function<ServedKind, Replicas> replicas;

    /** @param replicas where a kind keeps its numbers */
    ScaleHandler(
            ObjectStores stores, ForeignObjects objects, ApplyPatcher fields, Function<ServedKind, Replicas> replicas) {
        this.stores = stores;
        this.objects = objects;
        this.fields = fields;
        this.replicas = replicas;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var definition = served.definition();
        var store = stores.of(definition.group(), definition.plural());
        var namespace = request.info().namespace();
        var name = request.info().name();
        var stored = store.find(namespace, name);
        if (stored == null) {
            throw ApiException.notFound(definition.group(), definition.plural() + "/scale", name);
        }
        if (request.method().equals("GET")) {
            return objects.answer(200, request, SCALE, scale(store.stored(), stored));
        }
        var options = objects.options(request);
        var change = change(request, store.stored(), options);
        var changed = store.update(request.user(), namespace, name, options.dryRun(), change);
        return objects.answer(200, request, SCALE, scale(store.stored(), changed));
    }

    private UnaryOperator<Struct> change(ApiRequest request, ServedKind workload, Options options) {
        if (options.apply()) {
            var applied = new Scale(objects.read(request, SCALE, options));
            return stored -> applied(workload, stored, applied, options);
        }
        if (request.method().equals("PATCH")) {
            return stored -> {
                var wanted = new Scale(objects.patched(request, SCALE, scale(workload, stored), options));
                return written(request, workload, stored, wanted, options);
            };
        }
        var sent = new Scale(objects.read(request, SCALE, options));
        return stored -> written(request, workload, stored, sent, options);
    }

    private Struct written(ApiRequest request, ServedKind workload, Struct stored, Scale wanted, Options options) {
        check(request, workload, stored, wanted);
        var scaled = replicas.apply(workload).with(stored, wanted.spec().replicas());
        return scaled == stored
                ? stored
                : fields.track(workload, stored, scaled, new ApplyPatcher.Writer(options.manager(), "scale", false));
    }

    /** An apply to the scale is an apply of the one field to the workload. */
    private Struct applied(ServedKind workload, Struct stored, Scale applied, Options options) {
        var metadata = metadata(stored);
        var named = ObjectMeta.EMPTY.withName(metadata.name()).withNamespace(metadata.namespace());
        var configuration = workload.version()
                .type()
                .empty()
                .with("apiVersion", workload.apiVersion())
                .with("kind", workload.definition().kind())
                .with("metadata", named.tree());
        if (applied.spec().hasReplicas()) {
            refuseNegative(applied);
            configuration =
                    replicas.apply(workload).with(configuration, applied.spec().replicas());
        }
        var writer = new ApplyPatcher.Writer(options.manager(), "scale", options.force());
        return fields.apply(workload, stored, configuration, writer);
    }

    private static void check(ApiRequest request, ServedKind workload, Struct stored, Scale wanted) {
        var name = request.info().name();
        if (!wanted.metadata().name().equals(name)) {
            throw ApiException.badRequest("the name of the object ("
                    + wanted.metadata().name() + ") does not match the name on the URL (" + name + ")");
        }
        var definition = workload.definition();
        var current = metadata(stored);
        var version = wanted.metadata().resourceVersion();
        if (!version.isEmpty() && !version.equals(current.resourceVersion())) {
            throw ApiException.conflict(definition.group(), definition.plural(), name, MODIFIED);
        }
        var uid = wanted.metadata().uid();
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw ApiException.conflict(
                    definition.group(),
                    definition.plural(),
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid());
        }
        refuseNegative(wanted);
    }

    private static void refuseNegative(Scale wanted) {
        if (wanted.spec().replicas() < 0) {
            throw FieldErrors.none()
                    .invalid("spec.replicas", wanted.spec().replicas(), "must be greater than or equal to 0")
                    .exception("autoscaling", "Scale", wanted.metadata().name());
        }
    }

    private static ObjectMeta metadata(Struct object) {
        return object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
    }

    private Struct scale(ServedKind kind, Struct workload) {
        var numbers = replicas.apply(kind);
        var metadata = metadata(workload);
        var shown = ObjectMeta.EMPTY
                .withName(metadata.name())
                .withNamespace(metadata.namespace())
                .withUid(metadata.uid())
                .withResourceVersion(metadata.resourceVersion())
                .withCreationTimestamp(metadata.creationTimestamp());
        long wanted = numbers.wanted(workload);
        var spec = wanted == 0 ? ScaleSpec.EMPTY : ScaleSpec.EMPTY.withReplicas((int) wanted);
        var selector = numbers.selector(workload);
        var status = ScaleStatus.EMPTY.withReplicas((int) numbers.actual(workload));
        return Scale.EMPTY
                .withApiVersion("autoscaling/v1")
                .withKind("Scale")
                .withMetadata(shown)
                .withSpec(spec)
                .withStatus(selector.isEmpty() ? status : status.withSelector(selector))
                .tree();
    }
}
