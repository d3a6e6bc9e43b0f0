package io.navarch.apiserver.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.AuthorizerValue.Answer;
import io.navarch.apiserver.cel.library.AuthorizerValue.PathCheck;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;
import io.navarch.apiserver.request.User;

/** {@code authorizer.group("apps").resource("deployments").check("create").allowed()} and the like. */
public final class AuthorizerLibrary {
    public static final CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    public static final CelType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");

    private static final Arg<AuthorizerValue> WHO = new Arg<>(AUTHORIZER, AuthorizerValue.class);
    private static final Arg<ResourceCheck> RESOURCE = new Arg<>(RESOURCE_CHECK, ResourceCheck.class);
    private static final Arg<GroupCheck> GROUP =
            new Arg<>(OpaqueType.create("kubernetes.authorization.GroupCheck"), GroupCheck.class);
    private static final Arg<PathCheck> PATH =
            new Arg<>(OpaqueType.create("kubernetes.authorization.PathCheck"), PathCheck.class);
    private static final Arg<Answer> DECISION =
            new Arg<>(OpaqueType.create("kubernetes.authorization.Decision"), Answer.class);

    private AuthorizerLibrary() {}

    /** A group, still without its resource. */
    private record GroupCheck(AuthorizerValue authorizer, String group) {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .member("path", PATH.type(), WHO, Args.STRING, PathCheck::new)
                .member("group", GROUP.type(), WHO, Args.STRING, GroupCheck::new)
                .member(
                        "serviceAccount",
                        AUTHORIZER,
                        WHO,
                        Args.STRING,
                        Args.STRING,
                        (who, namespace, name) ->
                                new AuthorizerValue(who.authorizer(), User.serviceAccount(namespace, name)))
                .member("resource", RESOURCE_CHECK, GROUP, Args.STRING, (group, resource) -> group.authorizer()
                        .resource(group.group(), resource, "", "", ""))
                .member("subresource", RESOURCE_CHECK, RESOURCE, Args.STRING, ResourceCheck::withSubresource)
                .member("namespace", RESOURCE_CHECK, RESOURCE, Args.STRING, ResourceCheck::withNamespace)
                .member("name", RESOURCE_CHECK, RESOURCE, Args.STRING, ResourceCheck::withName)
                .member("check", DECISION.type(), RESOURCE, Args.STRING, ResourceCheck::check)
                .member("check", DECISION.type(), PATH, Args.STRING, PathCheck::check)
                .member("allowed", SimpleType.BOOL, DECISION, Answer::allowed)
                .member("reason", SimpleType.STRING, DECISION, Answer::reason)
                .member("errored", SimpleType.BOOL, DECISION, answer -> !answer.error()
                        .isEmpty())
                .member("error", SimpleType.STRING, DECISION, Answer::error);
    }
}
