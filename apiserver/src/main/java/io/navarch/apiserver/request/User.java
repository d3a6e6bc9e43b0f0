package io.navarch.apiserver.request;

import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param extra further facts of the authenticator, such as the pod that a token is bound to
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String MASTERS = "system:masters";
    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    /** A user of the given groups, who is authenticated. */
    public static User of(String name, String... groups) {
        var all = new java.util.ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        return new User(name, "", List.copyOf(all), Map.of());
    }

    /** A service account with the groups that come with it. */
    public static User serviceAccount(String namespace, String name) {
        return of(
                "system:serviceaccount:" + namespace + ":" + name,
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace);
    }
}
