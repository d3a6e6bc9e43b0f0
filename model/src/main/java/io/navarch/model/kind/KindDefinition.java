package io.navarch.model.kind;

import io.navarch.model.tree.Dict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the API server needs to know to serve a kind, built in or custom: its names, where it is stored, the versions it is
 * served in, and how a write treats its generation and status.
 *
 * @param kind such as {@code Pod}
 * @param group the kind's own group; "" for core
 * @param verbs what may be done with objects; subresources have their own
 * @param registryPrefix the path below {@code /registry} under which objects are stored, without slashes around it
 * @param custom whether a CustomResourceDefinition made it
 */
public record KindDefinition(
        String kind,
        String listKind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        String group,
        boolean namespaced,
        Set<String> verbs,
        List<KindVersion> versions,
        String registryPrefix,
        WriteRules writeRules,
        boolean custom) {

    /** Every verb on objects. */
    public static final Set<String> ALL_VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    /** When {@code metadata.generation} grows. */
    public enum Generation {
        /** It is not kept. */
        NONE,
        /** It starts at 1 and grows when anything but metadata and status changes. */
        CONTENT,
        /** It starts at 1 and grows when the spec changes. */
        SPEC
    }

    /**
     * How writes are prepared.
     *
     * @param names the format of object names: one of NameFormat, such as {@code dns1123Label}
     * @param keepsStatusOnCreate whether a client may create an object with a status
     * @param initialStatus what the status of a new object holds
     * @param gracefulDeletion whether objects are marked and deleted later by their owner
     * @param errorGroup the group that upstream's "is invalid" messages show
     */
    public record WriteRules(
            String names,
            Generation generation,
            boolean keepsStatusOnCreate,
            Dict initialStatus,
            boolean gracefulDeletion,
            String errorGroup) {}

    public KindDefinition {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = Set.copyOf(verbs);
        versions = List.copyOf(versions);
    }

    /** {@code pods} or {@code deployments.apps}: how messages name the resource. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** {@code Pod} or {@code Deployment.apps}: how "is invalid" messages name the kind. */
    public String qualifiedKind() {
        return writeRules.errorGroup().isEmpty() ? kind : kind + "." + writeRules.errorGroup();
    }

    /** Whether objects are kept; reviews and the like are only answered. */
    public boolean stored() {
        return versions.stream().anyMatch(KindVersion::storage);
    }

    /** The version objects are stored in; of a kind that is not stored, the first. */
    public KindVersion storageVersion() {
        for (var version : versions) {
            if (version.storage()) {
                return version;
            }
        }
        return versions.get(0);
    }

    /** The version of the given group and name. */
    public Optional<KindVersion> version(String inGroup, String name) {
        for (var version : versions) {
            if (version.version().equals(name) && version.group().equals(inGroup)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return resource();
    }
}
