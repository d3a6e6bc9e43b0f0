package io.navarch.apiserver.subresource;

import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.kind.ServedKind;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.authentication.v1.BoundObjectReference;
import io.navarch.model.authentication.v1.TokenRequest;
import io.navarch.model.authentication.v1.TokenRequestStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues tokens of service accounts: {@code serviceaccounts/token}. */
public final class AccountToken {
    private static final long DEFAULT_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;

    /** What kubelets ask for pods that never read their token again gets a year, and is warned of after this time. */
    private static final long INJECTED_SECONDS = 3607;

    private static final Duration EXTENDED = Duration.ofDays(365);

    private final ObjectStores stores;
    private final ServiceAccountTokens tokens;

    public AccountToken(ObjectStores stores, ServiceAccountTokens tokens) {
        this.stores = stores;
        this.tokens = tokens;
    }

    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var wanted = new TokenRequest(SentObject.read(request, TokenRequest.TYPE));
        var info = request.info();
        var account = new ServiceAccount(stores.of("", "serviceaccounts").get(info.namespace(), info.name()));
        long seconds = wanted.spec().hasExpirationSeconds() ? wanted.spec().expirationSeconds() : DEFAULT_SECONDS;
        checkSeconds(seconds);
        var reference = wanted.spec().boundObjectRef();
        ServiceAccountTokens.Bound bound = null;
        ServiceAccountTokens.Bound node = null;
        if (wanted.spec().hasBoundObjectRef()) {
            var object = boundObject(reference, account);
            bound = new ServiceAccountTokens.Bound(reference.kind().toLowerCase(java.util.Locale.ROOT), reference.name(), uid(object));
            node = reference.kind().equals("Pod") ? nodeOf(new Pod(object)) : null;
        }
        boolean extended = seconds == INJECTED_SECONDS && wanted.spec().audiences().isEmpty() && bound != null;
        var issued = tokens.issue(new ServiceAccountTokens.Wish(
                account.namespace(),
                account.name(),
                account.uid(),
                wanted.spec().audiences(),
                extended ? EXTENDED : Duration.ofSeconds(seconds),
                bound,
                node,
                extended ? Duration.ofSeconds(seconds) : null));
        var audiences = wanted.spec().audiences().isEmpty() ? List.of(tokens.issuer()) : wanted.spec().audiences();
        // Whoever mounts the token is told the time that was asked for, so that it is renewed long before its end.
        var expires = extended ? issued.expires().minus(EXTENDED).plusSeconds(seconds) : issued.expires();
        var answer = wanted.withApiVersion("authentication.k8s.io/v1")
                .withKind("TokenRequest")
                .withMetadata(meta -> meta.withName(account.name()).withNamespace(account.namespace()))
                .withSpec(spec -> spec.withExpirationSeconds(seconds).withAudiences(audiences))
                .withStatus(TokenRequestStatus.EMPTY
                        .withToken(issued.token())
                        .withExpirationTimestamp(Timestamps.of(expires)));
        return ApiResponse.json(201, JsonWriter.bytes(answer.tree()));
    }

    private static void checkSeconds(long seconds) {
        if (seconds < LEAST_SECONDS) {
            throw invalid(seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > MOST_SECONDS) {
            throw invalid(seconds, "may not specify a duration larger than 2^32 seconds");
        }
    }

    private static ApiException invalid(long seconds, String why) {
        var message = "Invalid value: " + seconds + ": " + why;
        var cause = StatusCause.EMPTY
                .withReason("FieldValueInvalid")
                .withMessage(message)
                .withField("spec.expirationSeconds");
        return ApiException.invalid(
                "authentication.k8s.io", "TokenRequest", "", "spec.expirationSeconds: " + message, List.of(cause));
    }

    private Struct boundObject(BoundObjectReference reference, ServiceAccount account) {
        var plural =
                switch (reference.kind()) {
                    case "Pod" -> "pods";
                    case "Secret" -> "secrets";
                    case "Node" -> "nodes";
                    default ->
                        throw ApiException.badRequest(
                                "cannot bind token to object of type " + reference.apiVersion() + ", Kind=" + reference.kind());
                };
        var namespace = plural.equals("nodes") ? "" : account.namespace();
        var object = stores.of("", plural).get(namespace, reference.name());
        if (!reference.uid().isEmpty() && !reference.uid().equals(uid(object))) {
            throw ApiException.conflict(
                    "",
                    plural,
                    reference.name(),
                    "the UID in the bound object reference (" + reference.uid() + ") does not match the UID in record. The"
                            + " object might have been deleted and then recreated");
        }
        if (plural.equals("pods") && !new Pod(object).spec().serviceAccountName().equals(account.name())) {
            throw ApiException.badRequest(
                    "cannot bind token for serviceaccount \"" + account.name() + "\" to pod running with different serviceaccount name.");
        }
        return object;
    }

    private ServiceAccountTokens.@Nullable Bound nodeOf(Pod pod) {
        var node = pod.spec().nodeName().isEmpty() ? null : stores.of("", "nodes").find("", pod.spec().nodeName());
        return node == null ? null : new ServiceAccountTokens.Bound("node", pod.spec().nodeName(), uid(node));
    }

    private static String uid(Struct object) {
        return object.get("metadata") instanceof Struct meta && meta.get("uid") instanceof String uid ? uid : "";
    }
}
