package io.navarch.apiserver.cel.library;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.request.User;

/** The variable {@code authorizer}: asks on behalf of a user. */
public record AuthorizerValue(Authorizer authorizer, User user) {

    /** Questions about a resource. */
    public ResourceCheck resource(String group, String resource, String subresource, String namespace, String name) {
        return new ResourceCheck(this, group, resource, subresource, namespace, name);
    }

    /** Questions about a path that is no resource. */
    record PathCheck(AuthorizerValue authorizer, String path) {
        Answer check(String verb) {
            return authorizer.ask(Authorizer.Attributes.nonResource(authorizer.user(), verb, path));
        }
    }

    /** What the authoriser said. */
    record Answer(boolean allowed, String reason, String error) {}

    Answer ask(Authorizer.Attributes attributes) {
        try {
            var decision = authorizer.authorize(attributes);
            return new Answer(decision.allowed(), decision.reason(), "");
        } catch (RuntimeException e) {
            return new Answer(false, "", String.valueOf(e.getMessage()));
        }
    }
}
