package io.navarch.apiserver.review;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.RbacAuthorizer;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.authorization.v1.NonResourceAttributes;
import io.navarch.model.authorization.v1.ResourceAttributes;
import io.navarch.model.authorization.v1.SelfSubjectAccessReview;
import io.navarch.model.authorization.v1.SelfSubjectRulesReview;
import io.navarch.model.authorization.v1.SubjectAccessReview;
import io.navarch.model.authorization.v1.SubjectAccessReviewStatus;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers whether somebody may do something: the SubjectAccessReview family and SelfSubjectRulesReview. */
public final class AccessReviews {
    private static final String GROUP = "authorization.k8s.io";

    private final Authorizer authorizer;
    private final @Nullable RbacAuthorizer rbac;

    /** @param rbac the source of rules; null when RBAC does not decide */
    public AccessReviews(Authorizer authorizer, @Nullable RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    /** Makes the registry answer reviews. */
    public void addTo(Registry registry) {
        registry.serve(GROUP, "subjectaccessreviews", "", this::subject);
        registry.serve(GROUP, "localsubjectaccessreviews", "", this::local);
        registry.serve(GROUP, "selfsubjectaccessreviews", "", this::self);
        registry.serve(GROUP, "selfsubjectrulesreviews", "", this::rules);
    }

    private ApiResponse self(ApiRequest request, ServedKind served) {
        var review = new SelfSubjectAccessReview(ReviewBody.read(request, served));
        var spec = review.spec();
        var decision = decide(
                served,
                request.user(),
                spec.hasResourceAttributes() ? spec.resourceAttributes() : null,
                spec.hasNonResourceAttributes() ? spec.nonResourceAttributes() : null);
        return ReviewBody.answer(review.tree(), served, status(decision));
    }

    private ApiResponse subject(ApiRequest request, ServedKind served) {
        return subject(new SubjectAccessReview(ReviewBody.read(request, served)), served);
    }

    private ApiResponse local(ApiRequest request, ServedKind served) {
        var tree = ReviewBody.read(request, served);
        var review = new io.navarch.model.authorization.v1.LocalSubjectAccessReview(tree);
        var namespace = request.info().namespace();
        if (!review.spec().resourceAttributes().namespace().equals(namespace)) {
            throw ReviewBody.invalid(
                    served,
                    "spec.resourceAttributes.namespace",
                    "Invalid value: \"" + review.spec().resourceAttributes().namespace()
                            + "\": must match metadata.namespace");
        }
        var decision = decide(served, review.spec());
        return ReviewBody.answer(tree, served, status(decision));
    }

    private ApiResponse subject(SubjectAccessReview review, ServedKind served) {
        return ReviewBody.answer(review.tree(), served, status(decide(served, review.spec())));
    }

    private Authorizer.Decision decide(
            ServedKind served, io.navarch.model.authorization.v1.SubjectAccessReviewSpec spec) {
        if (spec.user().isEmpty() && spec.groups().isEmpty()) {
            throw ReviewBody.invalid(
                    served, "spec.user", "Invalid value: \"\": at least one of user or group must be specified");
        }
        var extra = new HashMap<String, List<String>>();
        spec.extra().forEach((key, values) -> extra.put(key, strings(values)));
        var user = new User(spec.user(), spec.uid(), List.copyOf(spec.groups()), Map.copyOf(extra));
        return decide(
                served,
                user,
                spec.hasResourceAttributes() ? spec.resourceAttributes() : null,
                spec.hasNonResourceAttributes() ? spec.nonResourceAttributes() : null);
    }

    private static List<String> strings(Object values) {
        return values instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private Authorizer.Decision decide(
            ServedKind served, User user, @Nullable ResourceAttributes resource, @Nullable NonResourceAttributes path) {
        if (resource != null && path == null) {
            return authorizer.authorize(new Authorizer.Attributes(
                    user,
                    resource.verb(),
                    resource.group(),
                    resource.version(),
                    resource.resource(),
                    resource.subresource(),
                    resource.namespace(),
                    resource.name(),
                    true,
                    ""));
        }
        if (path != null && resource == null) {
            return authorizer.authorize(Authorizer.Attributes.nonResource(user, path.verb(), path.path()));
        }
        throw ReviewBody.invalid(
                served,
                "spec.resourceAttributes",
                resource == null
                        ? "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"
                        : "Invalid value: \"resourceAttributes\": cannot be specified in combination with"
                                + " nonResourceAttributes");
    }

    private static Struct status(Authorizer.Decision decision) {
        var status = SubjectAccessReviewStatus.EMPTY.withAllowed(decision.allowed());
        if (decision.verdict() == Authorizer.Verdict.DENY) {
            status = status.withDenied(true);
        }
        var reason = decision.reason();
        return (reason.isEmpty() ? status : status.withReason(reason)).tree();
    }

    private ApiResponse rules(ApiRequest request, ServedKind served) {
        var review = new SelfSubjectRulesReview(ReviewBody.read(request, served));
        var namespace = review.spec().namespace();
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        return ReviewBody.answer(
                review.tree(), served, RuleListing.status(rbac, authorizer, request.user(), namespace));
    }
}
