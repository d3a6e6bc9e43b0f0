package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.tree.Struct;
import java.util.HashMap;

/** A Job without a selector of its own selects its pods by its uid; one without labels has those of its pods. */
final class JobStrategy implements Strategy {
    private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String LEGACY_CONTROLLER_UID = "controller-uid";
    private static final String LEGACY_JOB_NAME = "job-name";

    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var job = new Job(wanted);
        return job.spec().manualSelector() ? wanted : selectingByUid(job).tree();
    }

    private static Job selectingByUid(Job job) {
        var template = job.spec().template();
        var labels = new HashMap<>(template.metadata().labels());
        labels.putIfAbsent(CONTROLLER_UID, job.uid());
        labels.putIfAbsent(LEGACY_CONTROLLER_UID, job.uid());
        labels.putIfAbsent(JOB_NAME, job.name());
        labels.putIfAbsent(LEGACY_JOB_NAME, job.name());
        PodTemplateSpec labelled = template.withMetadata(template.metadata().withLabels(labels));
        var selector = new HashMap<>(job.spec().selector().matchLabels());
        selector.putIfAbsent(CONTROLLER_UID, job.uid());
        LabelSelector selecting = job.spec().selector().withMatchLabels(selector);
        var changed = job.withSpec(job.spec().withTemplate(labelled).withSelector(selecting));
        return job.metadata().labels().isEmpty()
                ? changed.withMetadata(job.metadata().withLabels(labels))
                : changed;
    }
}
