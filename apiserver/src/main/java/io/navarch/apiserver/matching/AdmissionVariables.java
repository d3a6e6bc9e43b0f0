package io.navarch.apiserver.matching;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.ValueType;
import io.navarch.apiserver.cel.ValueType.ListOf;
import io.navarch.apiserver.cel.ValueType.MapOf;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.apiserver.cel.library.AuthorizerValue;
import io.navarch.apiserver.registry.ObjectStores;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What expressions about a request can see: {@code object, oldObject, request, params, namespaceObject, authorizer}. Confined to
 * the request's thread.
 */
public final class AdmissionVariables implements CelProgram.Variables {
    private static final ValueType KIND =
            new ObjectOf("kubernetes.GroupVersionKind", texts("group", "version", "kind"));
    private static final ValueType RESOURCE =
            new ObjectOf("kubernetes.GroupVersionResource", texts("group", "version", "resource"));
    private static final ValueType USER = new ObjectOf(
            "kubernetes.UserInfo",
            Map.of(
                    "username",
                    Scalar.STRING,
                    "uid",
                    Scalar.STRING,
                    "groups",
                    new ListOf(Scalar.STRING),
                    "extra",
                    new MapOf(new ListOf(Scalar.STRING))));
    private static final ValueType REQUEST = new ObjectOf(
            "kubernetes.AdmissionRequest",
            Map.ofEntries(
                    Map.entry("kind", KIND),
                    Map.entry("resource", RESOURCE),
                    Map.entry("subResource", Scalar.STRING),
                    Map.entry("requestKind", KIND),
                    Map.entry("requestResource", RESOURCE),
                    Map.entry("requestSubResource", Scalar.STRING),
                    Map.entry("name", Scalar.STRING),
                    Map.entry("namespace", Scalar.STRING),
                    Map.entry("operation", Scalar.STRING),
                    Map.entry("userInfo", USER),
                    Map.entry("dryRun", Scalar.BOOLEAN),
                    Map.entry("options", Scalar.ANY)));

    private final VersionedRequest versioned;
    private final ObjectStores stores;
    private final Authorizer authorizer;

    public AdmissionVariables(VersionedRequest versioned, ObjectStores stores, Authorizer authorizer) {
        this.versioned = versioned;
        this.stores = stores;
        this.authorizer = authorizer;
    }

    /** Made when a first expression is compiled. */
    private static final class Environments {
        static final CelEnvironment MATCHING = new CelEnvironment(Map.of(
                "object",
                Scalar.ANY,
                "oldObject",
                Scalar.ANY,
                "request",
                REQUEST,
                "authorizer",
                Scalar.AUTHORIZER,
                "authorizer.requestResource",
                Scalar.RESOURCE_CHECK));
        static final CelEnvironment POLICY = MATCHING.with(Map.of("namespaceObject", Scalar.ANY));
    }

    /** For the match conditions of webhooks. */
    public static CelEnvironment matching() {
        return Environments.MATCHING;
    }

    /** For policies; {@code params} and {@code variables} are theirs to add. */
    public static CelEnvironment policies() {
        return Environments.POLICY;
    }

    private static Map<String, ValueType> texts(String first, String second, String third) {
        return Map.of(first, Scalar.STRING, second, Scalar.STRING, third, Scalar.STRING);
    }

    @Override
    public @Nullable Object value(String name) {
        return switch (name) {
            case "object" -> versioned.object();
            case "oldObject" -> versioned.oldObject();
            case "request" -> versioned.tree();
            case "namespaceObject" -> namespace();
            case "authorizer" -> asking();
            case "authorizer.requestResource" -> requestResource();
            default -> null;
        };
    }

    private @Nullable Object namespace() {
        var request = versioned.request();
        boolean namespaceItself = request.served().definition().resource().equals("namespaces");
        return request.namespace().isEmpty() || namespaceItself
                ? null
                : stores.of("", "namespaces").find("", request.namespace());
    }

    private AuthorizerValue asking() {
        return new AuthorizerValue(authorizer, versioned.request().user());
    }

    private Object requestResource() {
        var request = versioned.request();
        return asking().resource(
                        request.served().group(),
                        request.served().definition().plural(),
                        request.subresource(),
                        request.namespace(),
                        request.name());
    }
}
