package io.navarch.controllers.job;

import static io.navarch.controllers.job.JobFixtures.freed;
import static io.navarch.controllers.job.JobFixtures.going;
import static io.navarch.controllers.job.JobFixtures.job;
import static io.navarch.controllers.job.JobFixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static JobPlan plan(Job job, Duration backOff, Pod... pods) {
        var all = List.of(pods);
        return JobPlan.of(
                job,
                PodTally.of(job, all, Set.of()),
                all,
                all.stream().filter(Pods::active).toList(),
                backOff,
                NOW);
    }

    private static JobPlan plan(Job job, Pod... pods) {
        return plan(job, Duration.ZERO, pods);
    }

    private static List<Integer> indexes(JobPlan plan) {
        return plan.create().stream().map(JobPods::index).toList();
    }

    @Test
    void keepsAsManyRunningAsMayAndAreStillNeeded() {
        var job = job("'completions':5,'parallelism':3", "'succeeded':1");
        assertThat(plan(job).create()).hasSize(3);
        assertThat(plan(job, pod("a", "Running"), pod("b", "Pending")).create()).hasSize(1);
        assertThat(plan(job("'completions':5,'parallelism':3", "'succeeded':4")).create())
                .hasSize(1);
        assertThat(plan(job("'completions':5,'parallelism':1", ""), pod("a", "Running"), pod("b", "Pending"))
                        .delete())
                .extracting(Pod::name)
                .containsExactly("b");
    }

    @Test
    void aWorkQueueBeginsNothingAfterASuccess() {
        assertThat(plan(job("'parallelism':3", "")).create()).hasSize(3);
        assertThat(plan(job("'parallelism':3", "'succeeded':1"), pod("a", "Running"))
                        .create())
                .isEmpty();
    }

    @Test
    void waitsAfterFailures() {
        var plan = plan(job("'completions':1", ""), Duration.ofSeconds(7));
        assertThat(plan.create()).isEmpty();
        assertThat(plan.delay()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void replacesPodsThatAreGoingAtOnceUnlessToldToWait() {
        assertThat(plan(job("'completions':1", ""), going(pod("a", "Running"))).create())
                .hasSize(1);
        assertThat(plan(job("'completions':1,'podReplacementPolicy':'Failed'", ""), going(pod("a", "Running")))
                        .create())
                .isEmpty();
    }

    @Test
    void takesTheLowestIndexesThatAreFree() {
        var job = job("'completionMode':'Indexed','completions':6,'parallelism':3", "'completedIndexes':'0,2'");
        assertThat(indexes(plan(job, pod("a", "Running", 3, 0)))).containsExactly(1, 4);
        var twins = plan(job, pod("a", "Running", 3, 0), pod("b", "Running", 3, 0), pod("c", "Running", 0, 0));
        assertThat(twins.delete()).extracting(Pod::name).containsExactly("b", "c");
    }

    @Test
    void eachIndexWaitsForItself() {
        var job = job("'completionMode':'Indexed','completions':3,'parallelism':3,'backoffLimitPerIndex':3", "");
        var failed = freed(Json.read(Pod.KIND, """
                {'metadata':{'name':'f','uid':'f','annotations':{'batch.kubernetes.io/job-completion-index':'1',
                   'batch.kubernetes.io/job-index-failure-count':'1'}},
                 'status':{'phase':'Failed','containerStatuses':[{'name':'c','state':{'terminated':{'finishedAt':'2026-01-01T00:09:55Z'}}}]}}"""));
        var plan = plan(job, failed);
        assertThat(indexes(plan)).containsExactly(0, 2);
        assertThat(plan.delay()).isEqualTo(Duration.ofSeconds(15));
        var later = JobPlan.of(
                job,
                PodTally.of(job, List.of(failed), Set.of()),
                List.of(failed),
                List.of(),
                Duration.ZERO,
                NOW.plusSeconds(15));
        assertThat(indexes(later)).containsExactly(0, 1, 2);
        assertThat(later.create().get(1).metadata().annotations()).containsEntry(JobPods.FAILURES, "2");
    }

    @Test
    void tellsPodsTheirIndex() {
        var made = JobPods.make(job("'completionMode':'Indexed','completions':3", ""), 2, JobPods.Failures.NONE);
        assertThat(made.metadata().generateName()).isEqualTo("work-2-");
        assertThat(made.spec().hostname()).isEqualTo("work-2");
        assertThat(made.metadata().labels()).containsEntry("batch.kubernetes.io/job-completion-index", "2");
        assertThat(made.metadata().finalizers()).containsExactly("batch.kubernetes.io/job-tracking");
        assertThat(made.spec().containers().get(0).env().get(0).name()).isEqualTo("JOB_COMPLETION_INDEX");
    }

    @Test
    void backsOffLongerWithEachFailureUntilASuccess() {
        var backOff = new JobBackOff();
        var job = job("", "");
        backOff.ended(job, List.of(pod("a", "Failed")), NOW);
        assertThat(backOff.left(job, List.of(), NOW)).isEqualTo(Duration.ofSeconds(10));
        assertThat(backOff.left(job, List.of(pod("b", "Failed")), NOW)).isEqualTo(Duration.ofSeconds(20));
        backOff.ended(job, List.of(pod("c", "Succeeded")), NOW);
        assertThat(backOff.left(job, List.of(), NOW)).isZero();
    }
}
