package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CronJobs on a cluster with a simulated node. */
class CronJobTest {
    private static ManualCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = new ManualCluster(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void create(String name, String spec, String runFor, String jobSpec) {
        cluster.create(CronJob.KIND, """
                {'metadata':{'name':'%s'},'spec':{'schedule':'*/5 * * * *',%s
                  'jobTemplate':{'metadata':{'labels':{'cron':'%s'}},'spec':{%s
                    'template':{'metadata':{'annotations':{'simulated.navarch.io/run-for':'%s'}},
                      'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'work:1'}]}}}}}}""".formatted(name, spec, name, jobSpec, runFor));
    }

    private static List<Job> jobs(String name) {
        return cluster.of(Job.KIND)
                .list(ListOptions.ALL.withLabels("cron=" + name))
                .items();
    }

    @Test
    void makesAJobAtEachTimeAndKeepsTheLastOnes() throws InterruptedException {
        create("often", "'successfulJobsHistoryLimit':2,", "10s", "");
        cluster.pass(Duration.ofMinutes(5));
        cluster.until(() -> assertThat(jobs("often")).hasSize(1));
        cluster.pass(Duration.ofMinutes(20));
        cluster.until(() -> {
            assertThat(jobs("often")).hasSize(2).allMatch(job -> job.status().succeeded() == 1);
            var status = cluster.of(CronJob.KIND).get("often").status();
            assertThat(status.active()).isEmpty();
            assertThat(status.hasLastScheduleTime()).isTrue();
            assertThat(status.hasLastSuccessfulTime()).isTrue();
        });
    }

    @Test
    void doesNotOverlapWhereThatIsForbidden() throws InterruptedException {
        create("slow", "'concurrencyPolicy':'Forbid',", "1h", "");
        cluster.pass(Duration.ofMinutes(16));
        assertThat(jobs("slow")).hasSize(1);
        assertThat(cluster.of(CronJob.KIND).get("slow").status().active()).hasSize(1);
    }

    @Test
    void replacesTheJobThatRuns() throws InterruptedException {
        create("latest", "'concurrencyPolicy':'Replace',", "1h", "");
        cluster.pass(Duration.ofMinutes(5));
        cluster.until(() -> assertThat(jobs("latest")).hasSize(1));
        var first = jobs("latest").get(0).name();
        cluster.pass(Duration.ofMinutes(5));
        cluster.until(() -> assertThat(jobs("latest")).hasSize(1).noneMatch(job -> job.name()
                .equals(first)));
    }

    @Test
    void finishedJobsGoAfterTheirTime() throws InterruptedException {
        cluster.create(Job.KIND, """
                {'metadata':{'name':'brief','labels':{'cron':'brief'}},'spec':{'ttlSecondsAfterFinished':60,'template':{
                  'metadata':{'annotations':{'simulated.navarch.io/run-for':'1s'}},
                  'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'work:1'}]}}}}""");
        cluster.until(
                () -> assertThat(jobs("brief")).allMatch(job -> job.status().succeeded() == 1));
        cluster.pass(Duration.ofSeconds(50));
        assertThat(jobs("brief")).hasSize(1);
        cluster.pass(Duration.ofSeconds(15));
        cluster.until(() -> assertThat(jobs("brief")).isEmpty());
    }
}
