package io.navarch.embedded;

import java.util.Set;

/**
 * A choice of requests to the API server; an empty part chooses all.
 *
 * @param verbs API verbs: get, list, watch, create, update, patch, delete, deletecollection
 * @param resource such as {@code pods}, {@code deployments.apps} or {@code pods/status}; sub-resources are chosen only by name
 * @param namespace of the objects
 * @param name of the object
 * @param user who asks, such as {@code kubernetes-admin} or {@code system:serviceaccount:default:operator}
 * @param agent how the client's User-Agent begins
 */
public record Requests(Set<String> verbs, String resource, String namespace, String name, String user, String agent) {
    /** Every request. */
    public static final Requests ALL = new Requests(Set.of(), "", "", "", "", "");

    public Requests {
        verbs = Set.copyOf(verbs);
    }

    /** The requests of a verb for a resource, such as {@code update} for {@code deployments.apps}. */
    public static Requests of(String verb, String resource) {
        return ALL.verbs(verb).resource(resource);
    }

    /** Those of them with one of the verbs. */
    public Requests verbs(String... wanted) {
        return new Requests(Set.of(wanted), resource, namespace, name, user, agent);
    }

    /** Those of them for the resource. */
    public Requests resource(String wanted) {
        return new Requests(verbs, wanted, namespace, name, user, agent);
    }

    /** Those of them in the namespace. */
    public Requests in(String wanted) {
        return new Requests(verbs, resource, wanted, name, user, agent);
    }

    /** Those of them for the object of that name. */
    public Requests named(String wanted) {
        return new Requests(verbs, resource, namespace, wanted, user, agent);
    }

    /** Those of them by the user. */
    public Requests by(String wanted) {
        return new Requests(verbs, resource, namespace, name, wanted, agent);
    }

    /** Those of them by clients whose User-Agent begins so. */
    public Requests from(String wanted) {
        return new Requests(verbs, resource, namespace, name, user, wanted);
    }

    @Override
    public String toString() {
        var text =
                new StringBuilder(verbs.isEmpty() ? "any request" : String.join("|", new java.util.TreeSet<>(verbs)));
        append(text, " ", resource);
        append(text, " in ", namespace);
        append(text, " named ", name);
        append(text, " by ", user);
        append(text, " from ", agent);
        return text.toString();
    }

    private static void append(StringBuilder text, String before, String part) {
        if (!part.isEmpty()) {
            text.append(before).append(part);
        }
    }
}
