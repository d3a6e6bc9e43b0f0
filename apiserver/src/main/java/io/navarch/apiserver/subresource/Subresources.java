package io.navarch.apiserver.subresource;

import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.registry.Registry;
import io.navarch.runtime.Clock;

/** The built-in sub-resources, by the paths at which they are served. */
public final class Subresources {
    private Subresources() {}

    public static void addTo(Registry registry, ServiceAccountTokens tokens, Clock clock) {
        var binding = new PodBinding(registry, clock);
        registry.serve("", "pods", "binding", binding::handle);
        registry.serve("", "bindings", "", binding::handle);
        registry.serve("", "serviceaccounts", "token", new AccountToken(registry, tokens)::handle);
    }
}
