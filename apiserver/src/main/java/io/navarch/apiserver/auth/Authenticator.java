package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.List;
import java.util.Optional;

/** Says who sends a request. Thread-safe; may read the store. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The sender; empty if the credentials are not of the kind that this authenticator knows.
     *
     * @throws ApiException Unauthorized if they are and they are wrong
     */
    Optional<User> authenticate(Credentials credentials);

    /** The refusal of credentials. */
    static ApiException unauthorized() {
        return new ApiException(Reason.UNAUTHORIZED, "Unauthorized");
    }

    /**
     * Asks one after the other; the first that knows the sender decides, even when another found some of the credentials
     * wrong. Credentials that nobody knows are refused, a request without any is anybody's: empty.
     */
    static Authenticator chain(List<Authenticator> authenticators) {
        var order = List.copyOf(authenticators);
        return credentials -> {
            boolean refused = false;
            for (var authenticator : order) {
                try {
                    var user = authenticator.authenticate(credentials);
                    if (user.isPresent()) {
                        return user;
                    }
                } catch (ApiException e) {
                    if (e.reason() != Reason.UNAUTHORIZED) {
                        throw e;
                    }
                    refused = true;
                }
            }
            if (refused
                    || !credentials.authorization().isEmpty()
                    || !credentials.token().isEmpty()) {
                throw unauthorized();
            }
            return Optional.empty();
        };
    }

    /** The same, but a request without credentials is refused. */
    static Authenticator required(Authenticator authenticator) {
        return credentials -> {
            var user = authenticator.authenticate(credentials);
            if (user.isEmpty()) {
                throw unauthorized();
            }
            return user;
        };
    }
}
