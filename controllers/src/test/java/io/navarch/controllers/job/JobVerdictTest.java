package io.navarch.controllers.job;

import static io.navarch.controllers.job.JobFixtures.job;
import static io.navarch.controllers.job.JobFixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobVerdictTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static String verdict(Job job, Pod... pods) {
        var all = List.of(pods);
        var active =
                all.stream().filter(io.navarch.controllers.pods.Pods::active).toList();
        return JobVerdict.of(job, PodTally.of(job, all, Set.of()), all, active, NOW)
                .map(verdict -> (verdict.success() ? "+" : "-") + verdict.reason() + ": " + verdict.message())
                .orElse("none");
    }

    @Test
    void succeedsWithEnoughCompletions() {
        var job = job("'completions':2,'parallelism':1", "'succeeded':1");
        assertThat(verdict(job, pod("a", "Running"))).isEqualTo("none");
        assertThat(verdict(job, pod("a", "Succeeded")))
                .isEqualTo("+CompletionsReached: Reached expected number of succeeded pods");
    }

    @Test
    void aWorkQueueEndsWhenAllHaveEnded() {
        assertThat(verdict(job("", "'succeeded':1"), pod("a", "Running"))).isEqualTo("none");
        assertThat(verdict(job("", "'succeeded':1"))).startsWith("+CompletionsReached");
    }

    @Test
    void failsWithTooManyFailures() {
        var job = job("'completions':1,'backoffLimit':1", "'failed':1");
        assertThat(verdict(job)).isEqualTo("none");
        assertThat(verdict(job, pod("a", "Failed")))
                .isEqualTo("-BackoffLimitExceeded: Job has reached the specified backoff limit");
    }

    @Test
    void countsRestartsInPlace() {
        var job = job("'completions':1,'backoffLimit':2", "")
                .withSpec(spec ->
                        spec.withTemplate(template -> template.withSpec(pod -> pod.withRestartPolicy("OnFailure"))));
        var pod = Json.read(
                Pod.KIND, "{'status':{'phase':'Running','containerStatuses':[{'name':'c','restartCount':2}]}}");
        assertThat(verdict(job, pod)).startsWith("-BackoffLimitExceeded");
    }

    @Test
    void failsAfterItsDeadline() {
        var job = job("'completions':1,'activeDeadlineSeconds':600", "'startTime':'2026-01-01T00:00:00Z'");
        assertThat(verdict(job)).isEqualTo("-DeadlineExceeded: Job was active longer than specified deadline");
        assertThat(JobVerdict.deadline(job)).contains(NOW);
        assertThat(verdict(job("'completions':1,'activeDeadlineSeconds':601", "'startTime':'2026-01-01T00:00:00Z'")))
                .isEqualTo("none");
    }

    @Test
    void failsByItsPolicy() {
        var job = job(
                "'completions':1,'backoffLimit':6,'podFailurePolicy':{'rules':["
                        + "{'action':'FailJob','onExitCodes':{'operator':'In','values':[42]}}]}",
                "");
        var failed = Json.read(Pod.KIND, """
                {'metadata':{'name':'p','namespace':'n','uid':'p','finalizers':['batch.kubernetes.io/job-tracking']},
                 'status':{'phase':'Failed','containerStatuses':[{'name':'c','state':{'terminated':{'exitCode':42}}}]}}""");
        assertThat(verdict(job, failed))
                .isEqualTo(
                        "-PodFailurePolicy: Container c for pod n/p failed with exit code 42 matching FailJob rule at index 0");
    }

    @Test
    void failsWhenIndexesDo() {
        var spec = "'completionMode':'Indexed','completions':2,'backoffLimitPerIndex':0";
        assertThat(verdict(job(spec, "'completedIndexes':'0','failedIndexes':'1'")))
                .isEqualTo("-FailedIndexes: Job has failed indexes");
        assertThat(verdict(job(spec + ",'maxFailedIndexes':0", "'failedIndexes':'1'")))
                .isEqualTo(
                        "-MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes");
    }

    @Test
    void succeedsEarlyByItsPolicy() {
        var spec =
                "'completionMode':'Indexed','completions':5,'successPolicy':{'rules':[{'succeededIndexes':'0,4','succeededCount':1}]}";
        assertThat(verdict(job(spec, "'completedIndexes':'1'"))).isEqualTo("none");
        assertThat(verdict(job(spec, "'completedIndexes':'4'"))).isEqualTo("+SuccessPolicy: Matched rules at index 0");
    }

    @Test
    void staysWithWhatWasDecided() {
        var decided = job(
                "'completions':1",
                "'conditions':[{'type':'FailureTarget','status':'True','reason':'R','message':'m'}]");
        assertThat(verdict(decided, pod("a", "Succeeded"))).isEqualTo("-R: m");
        var ended = new JobVerdict(false, "R", "m").end(decided.status(), NOW);
        assertThat(JobVerdict.holds(ended, "Failed")).isTrue();
        assertThat(ended.hasCompletionTime()).isFalse();
        var done = new JobVerdict(true, "R", "m");
        assertThat(done.end(done.decide(job("", "").status(), NOW), NOW).completionTime())
                .isEqualTo("2026-01-01T00:10:00Z");
    }
}
