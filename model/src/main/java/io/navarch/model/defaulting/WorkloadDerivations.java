package io.navarch.model.defaulting;

import io.navarch.model.apps.v1.StatefulSetSpec;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobSpec;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Defaults of the kinds that make pods. */
final class WorkloadDerivations {
    private WorkloadDerivations() {}

    static void register(Map<String, UnaryOperator<Struct>> all) {
        all.put("rollingUpdateByType", WorkloadDerivations::rollingUpdateByType);
        all.put("claimTemplateTypes", WorkloadDerivations::claimTemplateTypes);
        all.put("jobDefaults", WorkloadDerivations::jobDefaults);
    }

    /** A strategy of type RollingUpdate, named or by default, has its parameters. */
    private static Struct rollingUpdateByType(Struct strategy) {
        var type = strategy.get("type");
        if ((type == null || type.equals("") || type.equals("RollingUpdate"))
                && strategy.get("rollingUpdate") == null) {
            var field = Objects.requireNonNull(strategy.type().field("rollingUpdate"));
            return strategy.with(
                    "rollingUpdate",
                    Objects.requireNonNull(field.type().struct()).empty());
        }
        return strategy;
    }

    private static Struct claimTemplateTypes(Struct tree) {
        var spec = new StatefulSetSpec(tree);
        if (spec.volumeClaimTemplates().isEmpty()) {
            return tree;
        }
        var claims = new ArrayList<PersistentVolumeClaim>();
        for (var claim : spec.volumeClaimTemplates()) {
            claims.add(claim.withApiVersion("v1").withKind("PersistentVolumeClaim"));
        }
        return spec.withVolumeClaimTemplates(claims).tree();
    }

    private static Struct jobDefaults(Struct tree) {
        var job = new Job(tree);
        var spec = job.spec();
        boolean neither = !spec.hasCompletions() && !spec.hasParallelism();
        if (neither) {
            spec = spec.withCompletions(1);
        }
        if (!spec.hasParallelism()) {
            spec = spec.withParallelism(1);
        }
        if (!spec.hasBackoffLimit()) {
            spec = spec.withBackoffLimit(spec.hasBackoffLimitPerIndex() ? Integer.MAX_VALUE : 6);
        }
        var labels = spec.template().metadata().labels();
        if (!labels.isEmpty() && job.metadata().labels().isEmpty()) {
            job = job.withMetadata(meta -> meta.withLabels(labels));
        }
        return job.withSpec(modes(spec)).tree();
    }

    private static JobSpec modes(JobSpec spec) {
        var changed = spec;
        if (spec.completionMode().isEmpty()) {
            changed = changed.withCompletionMode("NonIndexed");
        }
        if (!spec.hasSuspend()) {
            changed = changed.withSuspend(false);
        }
        if (spec.podReplacementPolicy().isEmpty()) {
            changed = changed.withPodReplacementPolicy(spec.hasPodFailurePolicy() ? "Failed" : "TerminatingOrFailed");
        }
        return changed;
    }
}
