package io.navarch.controllers.job;

import io.navarch.controllers.Json;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;

/** Jobs and pods for these tests. */
final class JobFixtures {
    private JobFixtures() {}

    /** @param spec members of the spec, @param status members of the status */
    static Job job(String spec, String status) {
        return Json.read(Job.KIND, """
                {'metadata':{'name':'work','namespace':'n','uid':'j'},
                 'spec':{%s'selector':{'matchLabels':{'job':'work'}},
                   'template':{'metadata':{'labels':{'job':'work'}},'spec':{'restartPolicy':'Never','containers':[{'name':'c'}]}}},
                 'status':{%s}}""", spec.isEmpty() ? "" : spec + ",", status);
    }

    static Pod pod(String name, String phase) {
        return Json.read(Pod.KIND, """
                {'metadata':{'name':'%1$s','namespace':'n','uid':'%1$s','labels':{'job':'work'},
                   'finalizers':['batch.kubernetes.io/job-tracking']},'status':{'phase':'%2$s'}}""", name, phase);
    }

    static Pod pod(String name, String phase, int index, int failures) {
        return pod(name, phase)
                .withMetadata(meta -> meta.withAnnotations(java.util.Map.of(
                        JobPods.INDEX, Integer.toString(index), JobPods.FAILURES, Integer.toString(failures))));
    }

    static Pod freed(Pod pod) {
        return pod.withMetadata(meta -> meta.withoutFinalizers());
    }

    static Pod going(Pod pod) {
        return pod.withMetadata(meta -> meta.withDeletionTimestamp("2026-01-01T00:00:00Z"));
    }
}
