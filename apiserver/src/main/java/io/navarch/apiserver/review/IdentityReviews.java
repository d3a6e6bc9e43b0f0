package io.navarch.apiserver.review;

import io.navarch.apiserver.auth.Authenticator;
import io.navarch.apiserver.auth.Credentials;
import io.navarch.apiserver.auth.ServiceAccountAuthenticator;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.authentication.v1.SelfSubjectReviewStatus;
import io.navarch.model.authentication.v1.TokenReview;
import io.navarch.model.authentication.v1.TokenReviewSpec;
import io.navarch.model.authentication.v1.TokenReviewStatus;
import io.navarch.model.authentication.v1.UserInfo;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import java.util.List;

/** Answers who somebody is: TokenReview for the bearer of a token, SelfSubjectReview for the sender. */
public final class IdentityReviews {
    private static final String GROUP = "authentication.k8s.io";

    private final Authenticator authenticator;
    private final ServiceAccountAuthenticator accounts;

    public IdentityReviews(Authenticator authenticator, ServiceAccountAuthenticator accounts) {
        this.authenticator = authenticator;
        this.accounts = accounts;
    }

    /** Makes the registry answer reviews. */
    public void addTo(Registry registry) {
        registry.serve(GROUP, "tokenreviews", "", this::token);
        registry.serve(GROUP, "selfsubjectreviews", "", this::self);
    }

    private ApiResponse self(ApiRequest request, ServedKind served) {
        var review = ReviewBody.read(request, served);
        var status = SelfSubjectReviewStatus.EMPTY.withUserInfo(info(request.user()));
        return ReviewBody.answer(review, served, status.tree());
    }

    private ApiResponse token(ApiRequest request, ServedKind served) {
        var review = new TokenReview(ReviewBody.read(request, served));
        if (review.spec().token().isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        return ReviewBody.answer(review.tree(), served, status(review.spec()).tree());
    }

    private TokenReviewStatus status(TokenReviewSpec spec) {
        var audiences = spec.audiences().isEmpty() ? List.of(accounts.apiAudience()) : List.copyOf(spec.audiences());
        try {
            var verified = accounts.verify(spec.token(), audiences);
            if (verified.isPresent()) {
                return known(verified.get().user(), verified.get().audiences());
            }
        } catch (ServiceAccountAuthenticator.BadToken e) {
            return TokenReviewStatus.EMPTY
                    .withUser(UserInfo.EMPTY)
                    .withError("[invalid bearer token, " + e.getMessage() + "]");
        }
        if (!audiences.contains(accounts.apiAudience())) {
            return TokenReviewStatus.EMPTY.withUser(UserInfo.EMPTY).withError("invalid bearer token");
        }
        try {
            var user = authenticator.authenticate(new Credentials(List.of(), "Bearer " + spec.token(), ""));
            if (user.isPresent()) {
                return known(user.get(), List.of(accounts.apiAudience()));
            }
        } catch (ApiException e) {
            if (e.reason() != Reason.UNAUTHORIZED) {
                throw e;
            }
        }
        return TokenReviewStatus.EMPTY.withUser(UserInfo.EMPTY).withError("invalid bearer token");
    }

    private static TokenReviewStatus known(User user, List<String> audiences) {
        return TokenReviewStatus.EMPTY
                .withAuthenticated(true)
                .withUser(info(user))
                .withAudiences(audiences);
    }

    private static UserInfo info(User user) {
        var info = UserInfo.EMPTY.withUsername(user.name()).withUid(user.uid()).withGroups(user.groups());
        return user.extra().isEmpty() ? info : new UserInfo(info.tree().with("extra", Dict.of(user.extra())));
    }
}
