package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.DeleteOptions;
import io.navarch.client.ListOptions;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobStatus;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs on a cluster with simulated nodes. */
class JobTest {
    private static ManualCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = new ManualCluster(2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void create(String name, String spec, int exitCode) {
        cluster.create(Job.KIND, """
                {'metadata':{'name':'%s'},'spec':{%s
                  'template':{'metadata':{'annotations':{'simulated.navarch.io/run-for':'5s','simulated.navarch.io/stop-code':'143','simulated.navarch.io/exit-code':'%d'}},
                    'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'work:1'}]}}}}""".formatted(name, spec, exitCode));
    }

    private static JobStatus status(String name) {
        return cluster.of(Job.KIND).get(name).status();
    }

    private static List<String> conditions(String name) {
        return status(name).conditions().stream()
                .map(c -> c.type() + "=" + c.status() + " " + c.reason())
                .toList();
    }

    private static List<Pod> pods(String name) {
        return cluster.of(Pod.KIND)
                .list(ListOptions.ALL.withLabels("batch.kubernetes.io/job-name=" + name))
                .items();
    }

    @Test
    void runsToCompletion() throws InterruptedException {
        create("good", "'completions':5,'parallelism':2,", 0);
        cluster.until(() -> assertThat(status("good").succeeded()).isEqualTo(5));
        cluster.until(() -> assertThat(conditions("good"))
                .containsExactly("SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached"));
        var status = status("good");
        assertThat(status.active()).isZero();
        assertThat(status.hasCompletionTime()).isTrue();
        assertThat(status.uncountedTerminatedPods().isEmpty()).isTrue();
        assertThat(pods("good"))
                .hasSize(5)
                .allMatch(pod -> pod.metadata().finalizers().isEmpty());
        cluster.until(() -> assertThat(cluster.of(Event.KIND)
                        .list(ListOptions.ALL.withFields("involvedObject.name=good,reason=Completed"))
                        .items())
                .hasSize(1));
    }

    @Test
    void givesUpAfterItsBackoffLimit() throws InterruptedException {
        create("bad", "'backoffLimit':2,", 1);
        cluster.until(() -> assertThat(conditions("bad"))
                .containsExactly("FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded"));
        assertThat(status("bad").failed()).isEqualTo(3);
        assertThat(pods("bad")).hasSize(3);
        // The second pod came ten seconds after the first had failed, the third twenty after the second.
        var times = pods("bad").stream()
                .map(pod -> java.time.Instant.parse(pod.metadata().creationTimestamp()))
                .sorted()
                .toList();
        assertThat(Duration.between(times.get(0), times.get(1)))
                .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(22));
        assertThat(Duration.between(times.get(1), times.get(2)))
                .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(34));
    }

    @Test
    void runsEachIndexOnce() throws InterruptedException {
        create("indexed", "'completionMode':'Indexed','completions':4,'parallelism':4,", 0);
        cluster.until(() -> assertThat(conditions("indexed")).contains("Complete=True CompletionsReached"));
        assertThat(status("indexed").completedIndexes()).isEqualTo("0-3");
        assertThat(pods("indexed")).hasSize(4);
    }

    @Test
    void suspendsAndResumes() throws InterruptedException {
        create("pause", "'suspend':true,", 0);
        cluster.until(() -> assertThat(conditions("pause")).containsExactly("Suspended=True JobSuspended"));
        assertThat(pods("pause")).isEmpty();
        cluster.of(Job.KIND).change("pause", job -> job.withSpec(spec -> spec.withSuspend(false)));
        cluster.until(() -> assertThat(conditions("pause"))
                .contains("Suspended=False JobResumed", "Complete=True CompletionsReached"));
    }

    @Test
    void endsAtItsDeadline() throws InterruptedException {
        create("slow", "'activeDeadlineSeconds':2,", 0);
        cluster.until(() -> assertThat(conditions("slow")).contains("Failed=True DeadlineExceeded"));
        assertThat(status("slow").active()).isZero();
        assertThat(status("slow").failed()).isEqualTo(1);
        cluster.until(() -> assertThat(pods("slow")).isEmpty());
    }

    @Test
    void leavesNothingBehindWhenDeleted() throws InterruptedException {
        create("gone", "'completions':3,'parallelism':3,", 0);
        cluster.until(() -> assertThat(pods("gone")).hasSize(3));
        cluster.of(Job.KIND).delete("gone", DeleteOptions.BACKGROUND);
        cluster.until(() -> assertThat(pods("gone")).isEmpty());
    }
}
