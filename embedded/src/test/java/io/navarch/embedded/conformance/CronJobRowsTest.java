package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] CronJob. */
class CronJobRowsTest {
    private static final String CRONS = "batch/v1:cronjobs";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String json(String name, String schedule, String spec, String script) {
        return """
                {'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{'schedule':'%2$s',%3$s'jobTemplate':{'metadata':{'labels':{'cron':'%1$s'}},'spec':{'template':{
                  'metadata':{'annotations':{%4$s}},'spec':{'restartPolicy':'OnFailure','terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'busybox'}]}}}}}}""".formatted(name, schedule, spec, script);
    }

    private static Tree make(String name, String schedule, String spec, String script) {
        return lab.create(CRONS, json(name, schedule, spec, script));
    }

    private static Tree cron(String name) {
        return lab.get(CRONS + "/" + name);
    }

    private static List<Tree> jobs(String name) {
        return lab.list("batch/v1:jobs?labelSelector=cron=" + name);
    }

    private static final String FOREVER = "'simulated.navarch.io/run-for':'1h'";

    /** should schedule multiple jobs concurrently. */
    @Test
    void concurrently() throws InterruptedException {
        make("many", "*/1 * * * *", "'concurrencyPolicy':'Allow',", FOREVER);
        lab.until(() -> assertThat(cron("many").list("status/active")).hasSize(2));
        assertThat(jobs("many")).hasSize(2).allMatch(job -> job.name().matches("many-[0-9]{8}"));
        var job = jobs("many").get(0);
        var reference = cron("many").list("status/active").stream()
                .filter(r -> r.text("name").equals(job.name()))
                .findFirst()
                .orElseThrow();
        assertThat(reference.text("apiVersion") + " " + reference.text("kind") + " " + reference.text("uid"))
                .isEqualTo("batch/v1 Job " + job.text("metadata/uid"));
        assertThat(job.text("metadata/annotations/batch.kubernetes.io~1cronjob-scheduled-timestamp"))
                .endsWith("Z");
        assertThat(lab.events("many")).contains("SuccessfulCreate: Created job " + job.name());
        lab.delete(CRONS + "/many");
        lab.until(() -> assertThat(jobs("many")).isEmpty());
    }

    /** should not schedule jobs when suspended. */
    @Test
    void suspended() throws InterruptedException {
        make("sleepy", "*/1 * * * *", "'suspend':true,", FOREVER);
        lab.pass(Duration.ofMinutes(5));
        assertThat(jobs("sleepy")).isEmpty();
        lab.delete(CRONS + "/sleepy");
    }

    /** should not schedule new jobs when ForbidConcurrent. */
    @Test
    void forbid() throws InterruptedException {
        make("single", "*/1 * * * *", "'concurrencyPolicy':'Forbid',", FOREVER);
        lab.until(() -> assertThat(cron("single").list("status/active")).hasSize(1));
        lab.pass(Duration.ofMinutes(3));
        assertThat(jobs("single")).hasSize(1);
        assertThat(lab.events("single"))
                .contains(
                        "JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid");
        lab.delete(CRONS + "/single");
    }

    /** should replace jobs when ReplaceConcurrent. */
    @Test
    void replace() throws InterruptedException {
        make("newest", "*/1 * * * *", "'concurrencyPolicy':'Replace',", FOREVER);
        lab.until(() -> assertThat(cron("newest").list("status/active")).hasSize(1));
        var first = jobs("newest").get(0).name();
        lab.until(() -> {
            assertThat(jobs("newest")).hasSize(1);
            assertThat(jobs("newest").get(0).name()).isNotEqualTo(first);
        });
        assertThat(cron("newest").list("status/active")).hasSize(1);
        assertThat(lab.events("newest")).contains("SuccessfulDelete: Deleted job " + first);
        lab.delete(CRONS + "/newest");
    }

    /** should not emit unexpected warnings; should remove from active list jobs that have been deleted. */
    @Test
    void activeListFollows() throws InterruptedException {
        make("list", "*/1 * * * *", "'concurrencyPolicy':'Forbid',", FOREVER);
        lab.until(() -> assertThat(cron("list").list("status/active")).hasSize(1));
        var job = jobs("list").get(0).name();
        lab.delete("batch/v1:jobs/" + job, java.util.Map.of("propagationPolicy", "Background"));
        lab.until(() -> assertThat(lab.events("list")).contains("MissingJob: Active job went missing: " + job));
        assertThat(lab.events("list")).noneMatch(event -> event.startsWith("UnexpectedJob"));
        lab.delete(CRONS + "/list");
    }

    /** should delete successful/failed finished jobs with limit of one job. */
    @Test
    void history() throws InterruptedException {
        make(
                "good",
                "*/1 * * * *",
                "'successfulJobsHistoryLimit':1,'failedJobsHistoryLimit':1,",
                "'simulated.navarch.io/run-for':'5s'");
        lab.pass(Duration.ofMinutes(4).plusSeconds(30));
        assertThat(jobs("good")).hasSize(1);
        assertThat(cron("good").text("status/lastSuccessfulTime")).isNotEmpty();
        assertThat(lab.events("good"))
                .anyMatch(
                        event -> event.matches("SawCompletedJob: Saw completed job: good-[0-9]+, condition: Complete"));
        lab.delete(CRONS + "/good");
    }

    @Test
    void timeZones() throws InterruptedException {
        make("zone", "30 6 * * *", "'timeZone':'Asia/Kolkata',", "'simulated.navarch.io/run-for':'5s'");
        // 06:30 there is 01:00 here.
        lab.pass(Duration.ofHours(25));
        assertThat(jobs("zone")).isNotEmpty();
        assertThat(cron("zone").text("status/lastScheduleTime")).endsWith("T01:00:00Z");
        assertThat(jobs("zone").get(0).text("metadata/annotations/batch.kubernetes.io~1cronjob-scheduled-timestamp"))
                .endsWith("T06:30:00+05:30");
        assertThat(lab.refusal("POST", CRONS, json("bad", "* * * * *", "'timeZone':'Mars/Olympus',", "")))
                .isEqualTo(
                        "422 Invalid: CronJob.batch \"bad\" is invalid: spec.timeZone: Invalid value: \"Mars/Olympus\": unknown time zone Mars/Olympus");
        lab.delete(CRONS + "/zone");
    }

    @Test
    void startingDeadlineAndTooManyMissed() throws InterruptedException {
        make(
                "late",
                "*/1 * * * *",
                "'suspend':true,'concurrencyPolicy':'Allow',",
                "'simulated.navarch.io/run-for':'1s'");
        lab.pass(Duration.ofMinutes(150));
        lab.merge(CRONS + "/late", "{'spec':{'suspend':false}}");
        lab.settle();
        lab.until(
                () -> assertThat(lab.events("late"))
                        .contains(
                                "TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"));
        lab.until(() -> assertThat(jobs("late")).isNotEmpty());
        lab.delete(CRONS + "/late");
        make("dead", "0 * * * *", "'suspend':true,'startingDeadlineSeconds':30,", "");
        // From some time after a full hour.
        var minute = lab.clock().now().getEpochSecond() / 60 % 60;
        lab.pass(Duration.ofMinutes(70 - minute));
        lab.merge(CRONS + "/dead", "{'spec':{'suspend':false}}");
        lab.settle();
        assertThat(jobs("dead")).isEmpty();
        lab.delete(CRONS + "/dead");
    }

    /** should support CronJob API operations. */
    @Test
    void lifecycle() {
        var made = make("api", "0 0 1 1 *", "'suspend':true,", "");
        assertThat(made.text("spec/concurrencyPolicy")).isEqualTo("Allow");
        assertThat(made.number("spec/successfulJobsHistoryLimit")).isEqualTo(3);
        assertThat(made.number("spec/failedJobsHistoryLimit")).isEqualTo(1);
        assertThat(lab.list("/apis/batch/v1/cronjobs?labelSelector=test=api")).hasSize(1);
        assertThat(lab.merge(CRONS + "/api", "{'metadata':{'annotations':{'patched':'true'}}}")
                        .text("metadata/annotations/patched"))
                .isEqualTo("true");
        var updated = lab.change(CRONS + "/api", cron -> cron.with("metadata/annotations/updated", "true"));
        assertThat(updated.text("metadata/annotations/updated")).isEqualTo("true");
        var now = "2026-01-01T00:00:00Z";
        assertThat(lab.merge(
                                CRONS + "/api/status",
                                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'lastScheduleTime':'%s'}}"
                                        .formatted(now))
                        .text("status/lastScheduleTime"))
                .isEqualTo(now);
        lab.change(CRONS + "/api", "/status", cron -> cron.with("status/lastScheduleTime", "2026-01-01T00:00:05Z"));
        assertThat(lab.get(CRONS + "/api/status").text("status/lastScheduleTime"))
                .isEqualTo("2026-01-01T00:00:05Z");
        lab.delete(CRONS + "?labelSelector=test=api");
        assertThat(lab.gone(CRONS + "/api")).isTrue();
        assertThat(lab.refusal("POST", CRONS, json("bad", "every day", "", "")))
                .isEqualTo(
                        "422 Invalid: CronJob.batch \"bad\" is invalid: spec.schedule: Invalid value: \"every day\": expected exactly 5 fields, found 2: [every day]");
        assertThat(lab.refusal("POST", CRONS, json("bad", "* * * * *", "'concurrencyPolicy':'Sometimes',", "")))
                .isEqualTo(
                        "422 Invalid: CronJob.batch \"bad\" is invalid: spec.concurrencyPolicy: Unsupported value: \"Sometimes\": supported values: \"Allow\", \"Forbid\", \"Replace\"");
    }

    @Test
    void madeByHand() throws InterruptedException {
        // What kubectl create job --from does.
        var cron = make("hand", "0 0 1 1 *", "", FOREVER);
        lab.create("batch/v1:jobs", """
                {'metadata':{'name':'byhand','annotations':{'cronjob.kubernetes.io/instantiate':'manual'},'labels':{'cron':'hand'},'ownerReferences':[{'apiVersion':'batch/v1','kind':'CronJob','name':'hand','uid':'%s','controller':true}]},
                 'spec':{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'busybox'}]}}}}""".formatted(cron.text("metadata/uid")));
        lab.settle();
        assertThat(lab.events("hand"))
                .containsExactly("UnexpectedJob: Saw a job that the controller did not create or forgot: byhand");
        lab.delete(CRONS + "/hand");
    }
}
