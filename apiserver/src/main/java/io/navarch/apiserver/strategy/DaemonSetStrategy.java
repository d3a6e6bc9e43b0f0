package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;

/** A DaemonSet counts the versions of its template in an annotation, where an old API version had a field. */
final class DaemonSetStrategy implements Strategy {
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        return withGeneration(new DaemonSet(wanted), 1);
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new DaemonSet(stored);
        var after = new DaemonSet(wanted);
        boolean changed = !before.spec().template().equals(after.spec().template());
        long generation = generation(before);
        return withGeneration(after, changed ? generation + 1 : generation);
    }

    private static long generation(DaemonSet set) {
        var text = set.metadata().annotations().getOrDefault(TEMPLATE_GENERATION, "1");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            // Whatever somebody wrote there is no count; it begins anew.
            return 1;
        }
    }

    private static Struct withGeneration(DaemonSet set, long generation) {
        var annotations = Dict.of(set.metadata().annotations()).with(TEMPLATE_GENERATION, Long.toString(generation));
        return set.withMetadata(set.metadata().withAnnotations(annotations.typed()))
                .tree();
    }
}
