package io.navarch.apiserver.cel.library;

import io.navarch.apiserver.auth.Authorizer;

/** A question about a resource, still without its verb: the variable {@code authorizer.requestResource}. */
public record ResourceCheck(
        AuthorizerValue authorizer, String group, String resource, String subresource, String namespace, String name) {

    AuthorizerValue.Answer check(String verb) {
        return authorizer.ask(new Authorizer.Attributes(
                authorizer.user(), verb, group, "*", resource, subresource, namespace, name, true, ""));
    }

    ResourceCheck withSubresource(String changed) {
        return new ResourceCheck(authorizer, group, resource, changed, namespace, name);
    }

    ResourceCheck withNamespace(String changed) {
        return new ResourceCheck(authorizer, group, resource, subresource, changed, name);
    }

    ResourceCheck withName(String changed) {
        return new ResourceCheck(authorizer, group, resource, subresource, namespace, changed);
    }
}
