package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindDefinition.Generation;
import io.navarch.model.tree.Struct;
import java.util.Objects;

/** What every update keeps of the stored object, whatever its kind. Pure functions. */
final class UpdateRules {
    private UpdateRules() {}

    /** The wanted object with the metadata that only the server sets, as it is stored. */
    static Struct keepSystemFields(Write write, Struct stored, Struct wanted) {
        var has = Metadata.of(stored).tree();
        var tree = Metadata.of(wanted).tree();
        for (var name : new String[] {
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generateName",
            "generation",
            "selfLink"
        }) {
            if (name.equals("generateName") && tree.get(name) != null) {
                continue;
            }
            tree = tree.with(name, has.get(name));
        }
        return wanted.with("metadata", tree)
                .with("apiVersion", stored.get("apiVersion"))
                .with("kind", stored.get("kind"));
    }

    /**
     * The wanted object with the part that is written through another path, as it is stored: the status, or for the status
     * sub-resource all but status and metadata.
     */
    static Struct keepOtherPart(Write write, Struct stored, Struct wanted) {
        if (write.subresource().equals("status")) {
            return stored.with("metadata", wanted.get("metadata")).with("status", wanted.get("status"));
        }
        boolean hasStatus = write.kind().storageVersion().hasStatus();
        return write.subresource().isEmpty() && hasStatus ? wanted.with("status", stored.get("status")) : wanted;
    }

    /** The wanted object with a generation that has grown if its content has changed. */
    static Struct withGeneration(Write write, Struct stored, Struct wanted) {
        boolean grows =
                switch (write.kind().writeRules().generation()) {
                    case NONE -> false;
                    case SPEC -> !Objects.equals(stored.get("spec"), wanted.get("spec"));
                    case CONTENT -> contentDiffers(write, stored, wanted);
                };
        // What the server itself writes past the rules, such as the node of a pod, is nobody's new wish.
        if (write.kind().writeRules().generation() == Generation.NONE || !write.ruled()) {
            return wanted;
        }
        long generation = Metadata.of(stored).generation();
        return Metadata.with(
                wanted, Metadata.of(wanted).withGeneration(grows ? generation + 1 : Math.max(1, generation)));
    }

    private static boolean contentDiffers(Write write, Struct stored, Struct wanted) {
        var same = wanted.with("metadata", stored.get("metadata"));
        if (stored.type().field("status") != null
                || write.kind().storageVersion().hasStatus()) {
            same = same.with("status", stored.get("status"));
        }
        return !same.equals(stored);
    }
}
