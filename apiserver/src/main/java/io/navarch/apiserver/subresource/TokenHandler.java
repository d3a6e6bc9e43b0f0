package io.navarch.apiserver.subresource;

import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.auth.ServiceAccountTokens.Bound;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.authentication.v1.BoundObjectReference;
import io.navarch.model.authentication.v1.TokenRequest;
import io.navarch.model.authentication.v1.TokenRequestSpec;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Issues a token of a service account, bound to a pod, secret or node if wished. */
final class TokenHandler implements SubresourceHandler {
    private static final ServedKind REQUEST =
            ForeignObjects.kind("authentication.k8s.io", "v1", "TokenRequest", TokenRequest.TYPE, List.of());

    private static final long SHORTEST = 600;
    private static final long LONGEST = 1L << 32;
    private static final long USUAL = 3600;

    /** The lifetime that pods' mounted tokens ask for: old clients do not reload them, so those live on and tell who is late. */
    private static final long MOUNTED = 3607;

    private static final Duration EXTENDED = Duration.ofDays(365);
    private static final Set<String> BINDABLE = Set.of("Pod", "Secret", "Node");

    private final ObjectStores stores;
    private final ForeignObjects objects;
    private final AdmissionDoor door;
    private final ServiceAccountTokens tokens;
    private final Clock clock;

    TokenHandler(
            ObjectStores stores, ForeignObjects objects, AdmissionDoor door, ServiceAccountTokens tokens, Clock clock) {
        this.stores = stores;
        this.objects = objects;
        this.door = door;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What a token is bound to, and the node that comes with a pod. */
    private record Binding(@Nullable Bound object, @Nullable Bound node) {}

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) throws InterruptedException {
        var options = objects.options(request);
        var wanted = new TokenRequest(objects.read(request, REQUEST, options));
        var info = request.info();
        var account = new ServiceAccount(stores.of("", "serviceaccounts").get(info.namespace(), info.name()));
        var spec = filled(wanted.spec());
        check(spec);
        door.admit(
                request,
                served,
                REQUEST,
                Operation.CREATE,
                wanted.withSpec(spec).tree(),
                null,
                options.dryRun());
        var binding = binding(account, spec);
        boolean extended = spec.expirationSeconds() == MOUNTED
                && spec.audiences().equals(List.of(tokens.issuer()))
                && spec.boundObjectRef().kind().equals("Pod");
        var lifetime = Duration.ofSeconds(spec.expirationSeconds());
        var answer = TokenRequest.EMPTY
                .withApiVersion(REQUEST.apiVersion())
                .withKind("TokenRequest")
                .withMetadata(metadata(account))
                .withSpec(spec);
        if (!options.dryRun()) {
            var issued = tokens.issue(new ServiceAccountTokens.Wish(
                    account.namespace(),
                    account.name(),
                    account.uid(),
                    spec.audiences(),
                    extended ? EXTENDED : lifetime,
                    binding.object,
                    binding.node,
                    extended ? lifetime : null));
            var expires = extended ? clock.now().plus(lifetime) : issued.expires();
            answer = answer.withStatus(
                    status -> status.withToken(issued.token()).withExpirationTimestamp(Timestamps.of(expires)));
        }
        return objects.answer(201, request, REQUEST, answer.tree());
    }

    private ObjectMeta metadata(ServiceAccount account) {
        return ObjectMeta.EMPTY
                .withName(account.name())
                .withNamespace(account.namespace())
                .withCreationTimestamp(Timestamps.of(clock.now()));
    }

    private TokenRequestSpec filled(TokenRequestSpec spec) {
        var filled = spec.hasExpirationSeconds() ? spec : spec.withExpirationSeconds(USUAL);
        return spec.audiences().isEmpty() ? filled.withAudiences(List.of(tokens.issuer())) : filled;
    }

    private static void check(TokenRequestSpec spec) {
        var errors = FieldErrors.none();
        long seconds = spec.expirationSeconds();
        if (seconds < SHORTEST) {
            errors.invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > LONGEST) {
            errors.invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.isEmpty()) {
            throw errors.exception("authentication.k8s.io", "TokenRequest", "");
        }
    }

    private Binding binding(ServiceAccount account, TokenRequestSpec spec) {
        if (!spec.hasBoundObjectRef()) {
            return new Binding(null, null);
        }
        var wanted = spec.boundObjectRef();
        if (!BINDABLE.contains(wanted.kind())
                || !wanted.apiVersion().isEmpty() && !wanted.apiVersion().equals("v1")) {
            throw ApiException.badRequest(
                    "cannot bind token to object of type " + wanted.apiVersion() + ", Kind=" + wanted.kind());
        }
        return switch (wanted.kind()) {
            case "Pod" -> toPod(account, wanted);
            case "Secret" ->
                new Binding(bound(wanted, stores.of("", "secrets").get(account.namespace(), wanted.name())), null);
            default -> new Binding(bound(wanted, stores.of("", "nodes").get("", wanted.name())), null);
        };
    }

    private Binding toPod(ServiceAccount account, BoundObjectReference wanted) {
        var tree = stores.of("", "pods").get(account.namespace(), wanted.name());
        var pod = new Pod(tree);
        if (!pod.spec().serviceAccountName().equals(account.name())) {
            throw ApiException.badRequest("cannot bind token for serviceaccount \"" + account.name()
                    + "\" to pod running with different serviceaccount name.");
        }
        var nodeName = pod.spec().nodeName();
        var node = nodeName.isEmpty() ? null : stores.of("", "nodes").find("", nodeName);
        var uid = node != null && node.get("metadata") instanceof Struct metadata ? new ObjectMeta(metadata).uid() : "";
        return new Binding(bound(wanted, tree), nodeName.isEmpty() ? null : new Bound("Node", nodeName, uid));
    }

    private static Bound bound(BoundObjectReference wanted, Struct object) {
        var metadata = object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
        if (!wanted.uid().isEmpty() && !wanted.uid().equals(metadata.uid())) {
            throw ApiException.conflict(
                    "",
                    wanted.kind(),
                    wanted.name(),
                    "the UID in the bound object reference (" + wanted.uid() + ") does not match the UID in record ("
                            + metadata.uid() + "). The object might have been deleted and then recreated");
        }
        return new Bound(wanted.kind(), wanted.name(), metadata.uid());
    }
}
