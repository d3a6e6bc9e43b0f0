package io.navarch.controllers.history;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.controllers.pods.TemplateHash;
import io.navarch.model.KubeObject;
import io.navarch.model.Timestamps;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.RawJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds, makes and clears away the ControllerRevisions of owners of one kind. */
public final class RevisionHistory<O extends KubeObject<O>> {
    private static final Comparator<ControllerRevision> OLDEST_FIRST = Comparator.comparingLong(
                    ControllerRevision::revision)
            .thenComparing(
                    revision -> Timestamps.instantOrEpoch(revision.metadata().creationTimestamp()),
                    Comparator.<Instant>naturalOrder())
            .thenComparing(ControllerRevision::name);

    private final KubeClient client;
    private final Lister<ControllerRevision> revisions;
    private final Ownership<ControllerRevision> ownership;
    private final String hashLabel;

    /** @param hashLabel the label that carries a revision's hash */
    public RevisionHistory(KubeClient client, Lister<ControllerRevision> revisions, String hashLabel) {
        this.client = client;
        this.revisions = revisions;
        this.ownership = new Ownership<>(client.of(ControllerRevision.KIND));
        this.hashLabel = hashLabel;
    }

    /** The owner's revisions, oldest first, after adopting and releasing. */
    public List<ControllerRevision> of(O owner, LabelSelector selector) {
        return ownership.claim(owner, client.of(owner.descriptor()), selector, revisions.in(owner.namespace())).stream()
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /**
     * The revision of the present template: an old one that says the same becomes the newest, else one is made.
     *
     * @param known the owner's revisions, oldest first
     * @param labels of the new revision, besides its hash
     * @param collisions how often a name was taken already
     * @throws NameTakenException if the name is taken by another template: count the collision and try again
     */
    public ControllerRevision current(
            O owner,
            PodTemplateSpec template,
            List<ControllerRevision> known,
            Map<String, String> labels,
            int collisions) {
        var data = data(template);
        long next = known.isEmpty() ? 1 : known.getLast().revision() + 1;
        var same = known.stream().filter(revision -> same(revision, data)).toList();
        if (same.isEmpty()) {
            return create(owner, template, data, next, labels, collisions);
        }
        var latest = same.getLast();
        return latest.equals(known.getLast())
                ? latest
                : client.of(ControllerRevision.KIND).update(latest.withRevision(next));
    }

    private ControllerRevision create(
            O owner, PodTemplateSpec template, Dict data, long number, Map<String, String> labels, int collisions) {
        var hash = TemplateHash.of(template, collisions);
        var allLabels = new HashMap<>(labels);
        allLabels.put(hashLabel, hash);
        var wanted = ControllerRevision.EMPTY
                .withMetadata(meta -> meta.withName(owner.name() + "-" + hash)
                        .withNamespace(owner.namespace())
                        .withLabels(allLabels)
                        .withAnnotations(owner.metadata().annotations())
                        .withOwnerReferences(List.of(Pods.controllerReference(owner))))
                .withRevision(number)
                .withData(data);
        var api = client.of(ControllerRevision.KIND, owner.namespace());
        try {
            return api.create(wanted);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            var existing = api.get(wanted.name());
            if (Pods.controlledBy(existing.metadata(), owner.uid()) && same(existing, data)) {
                return existing;
            }
            throw new NameTakenException(wanted.name());
        }
    }

    /** The name of a new revision is taken by another template with the same hash. */
    public static final class NameTakenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NameTakenException(String name) {
            super("the controller revision " + name + " is of another template");
        }
    }

    /**
     * Deletes the oldest revisions beyond the limit that nobody lives by.
     *
     * @param live names or hashes of revisions that pods have
     */
    public void clear(List<ControllerRevision> known, ControllerRevision current, Set<String> live, int limit) {
        var idle = known.stream()
                .filter(revision -> !revision.uid().equals(current.uid())
                        && !live.contains(revision.name())
                        && !live.contains(hash(revision)))
                .toList();
        for (int i = 0; i < idle.size() - limit; i++) {
            client.of(ControllerRevision.KIND, idle.get(i).namespace())
                    .deleteIfPresent(idle.get(i).name(), DeleteOptions.DEFAULT);
        }
    }

    public String hash(ControllerRevision revision) {
        return revision.metadata().labels().getOrDefault(hashLabel, "");
    }

    /** The patch that brings an owner back to the template, as {@code kubectl rollout undo} applies it. */
    static Dict data(PodTemplateSpec template) {
        var tree = (Dict) JsonReader.any(JsonWriter.bytes(template.tree()));
        return Dict.of("spec", Dict.of("template", tree.with("$patch", "replace")));
    }

    private static boolean same(ControllerRevision revision, Dict data) {
        return parsed(revision).equals(data);
    }

    private static Dict parsed(ControllerRevision revision) {
        return switch (revision.data()) {
            case RawJson raw -> raw.parse() instanceof Dict dict ? dict : Dict.EMPTY;
            case Dict dict -> dict;
            case null, default -> Dict.EMPTY;
        };
    }

    /** The template that a revision keeps. */
    public static PodTemplateSpec template(ControllerRevision revision) {
        if (parsed(revision).get("spec") instanceof Dict spec && spec.get("template") instanceof Dict template) {
            var plain = template.with("$patch", null);
            return new PodTemplateSpec(JsonReader.struct(PodTemplateSpec.TYPE, JsonWriter.bytes(plain)));
        }
        return PodTemplateSpec.EMPTY;
    }
}
