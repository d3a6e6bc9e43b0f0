package io.navarch.apiserver.discovery;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** The groups and versions that are served by default, in the order in which clients should prefer them. */
public final class ServedGroups {
    /** Upstream's order of its own groups; it decides which of two groups a short name means. */
    private static final List<String> ORDER = List.of(
            "",
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io",
            "storagemigration.k8s.io");

    private ServedGroups() {}

    /** Groups with something to serve, "" among them; those that upstream has dropped come last. */
    public static List<String> groups(Kinds kinds) {
        var groups = new ArrayList<String>();
        for (var group : kinds.groups()) {
            if (!versions(kinds, group).isEmpty()) {
                groups.add(group);
            }
        }
        groups.sort(
                Comparator.<String>comparingInt(group -> rank(kinds, group)).thenComparing(Comparator.naturalOrder()));
        return groups;
    }

    private static int rank(Kinds kinds, String group) {
        int known = ORDER.indexOf(group);
        if (known >= 0) {
            return known;
        }
        boolean legacy = kinds.versions(group).stream()
                .flatMap(version -> kinds.resources(group, version).stream())
                .allMatch(served -> served.version().legacy());
        return ORDER.size() + (legacy ? 1 : 0);
    }

    /** The served versions of a group, preferred first. */
    public static List<String> versions(Kinds kinds, String group) {
        return kinds.versions(group).stream()
                .filter(version -> !resources(kinds, group, version).isEmpty())
                .toList();
    }

    /** All groups, those that only other servers answer last. */
    static List<String> groups(Kinds kinds, List<RemoteVersion> remote) {
        var all = new LinkedHashSet<>(groups(kinds));
        remote.forEach(other -> all.add(other.group()));
        return List.copyOf(all);
    }

    /** The versions of a group, those that other servers answer last. */
    static List<String> versions(Kinds kinds, List<RemoteVersion> remote, String group) {
        var all = new LinkedHashSet<>(versions(kinds, group));
        remote.stream().filter(other -> other.group().equals(group)).forEach(other -> all.add(other.version()));
        return List.copyOf(all);
    }

    /** What is served in a group and version by default, by plural name. */
    public static List<ServedKind> resources(Kinds kinds, String group, String version) {
        return kinds.resources(group, version).stream()
                .filter(served -> served.version().served())
                .toList();
    }
}
