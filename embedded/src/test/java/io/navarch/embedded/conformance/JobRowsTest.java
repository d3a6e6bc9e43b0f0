package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** [sig-apps] Job. */
class JobRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /** @param pod more of the pod's spec, @param script annotations of the simulated engine */
    private static String job(String name, String spec, String pod, String script) {
        return """
                {'metadata':{'name':'%s'},'spec':{%s 'template':{'metadata':{'labels':{'job':'%s'},'annotations':{%s}},'spec':{%s
                  'containers':[{'name':'c','image':'busybox:1.29'}]}}}}""".formatted(name, spec, name, script, pod);
    }

    private static Tree make(String name, String spec, String script) {
        return lab.create("batch/v1:jobs", job(name, spec, "'restartPolicy':'Never',", script));
    }

    private static Tree get(String name) {
        return lab.get("batch/v1:jobs/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=batch.kubernetes.io/job-name=" + name);
    }

    private static void awaitConditions(String name, String... conditions) throws InterruptedException {
        lab.until(() -> assertThat(get(name).conditions()).containsExactly(conditions));
    }

    private static final String RUN = "'simulated.navarch.io/run-for':'5s'";
    private static final String FAIL = RUN + ",'simulated.navarch.io/exit-code':'42'";

    /** Programs of containers of indexed Jobs: the indexes in the list fail, all others succeed. */
    private static void failing(String image, String indexes) {
        lab.cluster().engine().onStart(image, container -> {
            var index = container.env().get("JOB_COMPLETION_INDEX");
            container.exit(List.of(indexes.split(",")).contains(index) ? 1 : 0);
        });
    }

    private static String indexed(String name, String image, String spec) {
        return """
                {'metadata':{'name':'%s'},'spec':{'completionMode':'Indexed',%s 'template':{'spec':{'restartPolicy':'Never',
                  'containers':[{'name':'c','image':'%s'}]}}}}""".formatted(name, spec, image);
    }

    @Test
    void labelsSelectorAndDefaultsOfANewJob() throws InterruptedException {
        var job = make("plain", "", RUN);
        var uid = job.text("metadata/uid");
        assertThat(job.text("spec/selector/matchLabels/batch.kubernetes.io~1controller-uid"))
                .isEqualTo(uid);
        assertThat(job.text("spec/template/metadata/labels/controller-uid")).isEqualTo(uid);
        assertThat(job.text("spec/template/metadata/labels/job-name")).isEqualTo("plain");
        assertThat(job.text("spec/template/metadata/labels/batch.kubernetes.io~1job-name"))
                .isEqualTo("plain");
        assertThat(job.number("spec/backoffLimit")).isEqualTo(6);
        assertThat(job.text("spec/completionMode")).isEqualTo("NonIndexed");
        assertThat(job.text("spec/podReplacementPolicy")).isEqualTo("TerminatingOrFailed");
        awaitConditions("plain", "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        var done = get("plain");
        assertThat(done.message("Complete")).isEqualTo("Reached expected number of succeeded pods");
        assertThat(done.number("status/succeeded")).isEqualTo(1);
        assertThat(done.at("status/active").there()).isFalse();
        assertThat(done.text("status/ready")).isEqualTo("0");
        assertThat(done.text("status/terminating")).isEqualTo("0");
        assertThat(done.text("status/uncountedTerminatedPods")).isEqualTo("{}");
        lab.settle();
        assertThat(lab.events("plain"))
                .containsExactly(
                        "SuccessfulCreate: Created pod: " + pods("plain").get(0).name(), "Completed: Job completed");
        assertThat(lab.refusal("PATCH", "batch/v1:jobs/plain", "{'spec':{'completions':3}}"))
                .isEqualTo(
                        "422 Invalid: Job.batch \"plain\" is invalid: spec.completions: Invalid value: 3: field is immutable");
    }

    /** should run a job to completion when tasks sometimes fail and are locally restarted. */
    @Test
    void locallyRestartedTasks() throws InterruptedException {
        lab.create(
                "batch/v1:jobs",
                job(
                        "local",
                        "'parallelism':2,'completions':4,",
                        "'restartPolicy':'OnFailure',",
                        "'simulated.navarch.io/run-for':'1s','simulated.navarch.io/exit-code':'1,0'"));
        awaitConditions("local", "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        assertThat(pods("local"))
                .hasSize(4)
                .allMatch(pod -> pod.number("status/containerStatuses/0/restartCount") == 1);
        assertThat(get("local").at("status/failed").there()).isFalse();
    }

    /** should allow to use the pod failure policy on exit code to fail the job early. */
    @Test
    void exitCodeFailsTheJob() throws InterruptedException {
        make(
                "early",
                "'backoffLimit':6,'podFailurePolicy':{'rules':[{'action':'FailJob','onExitCodes':{'operator':'In','values':[42]}}]},",
                FAIL);
        awaitConditions("early", "FailureTarget=True PodFailurePolicy", "Failed=True PodFailurePolicy");
        var pod = pods("early").get(0).name();
        assertThat(pods("early")).hasSize(1);
        assertThat(get("early").message("Failed"))
                .isEqualTo("Container c for pod default/" + pod
                        + " failed with exit code 42 matching FailJob rule at index 0");
        assertThat(get("early").text("spec/podReplacementPolicy")).isEqualTo("Failed");
        lab.settle();
        assertThat(lab.events("early"))
                .contains("PodFailurePolicy: " + get("early").message("Failed"));
    }

    /** should allow to use a pod failure policy to ignore failure matching on DisruptionTarget condition. */
    @Test
    void disruptionsAreIgnored() throws InterruptedException {
        lab.create(
                "batch/v1:jobs",
                job(
                        "disturbed",
                        "'completions':2,'parallelism':2,'completionMode':'Indexed','backoffLimit':0,'podFailurePolicy':{'rules':["
                                + "{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget'}]},"
                                + "{'action':'FailJob','onExitCodes':{'operator':'NotIn','values':[0]}}]},",
                        "'restartPolicy':'Never',",
                        "'simulated.navarch.io/run-for':'1m','simulated.navarch.io/stop-code':'137'"));
        lab.until(() -> assertThat(get("disturbed").number("status/ready")).isEqualTo(2));
        for (var pod : pods("disturbed")) {
            lab.create(
                    "pods/" + pod.name() + "/eviction",
                    "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'%s','namespace':'default'}}"
                            .formatted(pod.name()));
        }
        awaitConditions("disturbed", "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        var job = get("disturbed");
        assertThat(job.text("status/completedIndexes")).isEqualTo("0,1");
        assertThat(job.at("status/failed").there()).isFalse();
    }

    /** should create pods for an Indexed job with completion indexes and specified hostname. */
    @Test
    void indexedPods() throws InterruptedException {
        lab.create(
                "batch/v1:jobs",
                job(
                        "indexed",
                        "'completions':4,'parallelism':2,'completionMode':'Indexed',",
                        "'restartPolicy':'Never',",
                        RUN));
        awaitConditions("indexed", "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        assertThat(pods("indexed")).hasSize(4);
        for (var pod : pods("indexed")) {
            var index = pod.text("metadata/annotations/batch.kubernetes.io~1job-completion-index");
            assertThat(pod.text("metadata/labels/batch.kubernetes.io~1job-completion-index"))
                    .isEqualTo(index);
            assertThat(pod.text("spec/hostname")).isEqualTo("indexed-" + index);
            assertThat(pod.name()).matches("indexed-" + index + "-[a-z0-9]{5}");
            assertThat(pod.text("spec/containers/0/env/0/name")).isEqualTo("JOB_COMPLETION_INDEX");
            assertThat(pod.text("spec/containers/0/env/0/valueFrom/fieldRef/fieldPath"))
                    .isEqualTo("metadata.labels['batch.kubernetes.io/job-completion-index']");
        }
        // Elastic: completions may follow parallelism, but not go alone.
        assertThat(lab.refusal("PATCH", "batch/v1:jobs/indexed", "{'spec':{'completions':3}}"))
                .isEqualTo(
                        "422 Invalid: Job.batch \"indexed\" is invalid: spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism");
    }

    /**
     * should execute all indexes despite some failing when using backoffLimitPerIndex. Ten times, for the controller's cache may be
     * behind what it has counted.
     */
    @RepeatedTest(10)
    void backoffLimitPerIndex(RepetitionInfo repetition) throws InterruptedException {
        var name = "odd-" + repetition.getCurrentRepetition();
        failing("odd:1", "1,3");
        lab.create(
                "batch/v1:jobs", indexed(name, "odd:1", "'completions':4,'parallelism':2,'backoffLimitPerIndex':1,"));
        awaitConditions(name, "FailureTarget=True FailedIndexes", "Failed=True FailedIndexes");
        var job = get(name);
        assertThat(job.message("Failed")).isEqualTo("Job has failed indexes");
        assertThat(job.text("status/completedIndexes")).isEqualTo("0,2");
        assertThat(job.text("status/failedIndexes")).isEqualTo("1,3");
        assertThat(job.number("status/failed")).isEqualTo(4);
        assertThat(job.number("status/succeeded")).isEqualTo(2);
        assertThat(job.number("spec/backoffLimit")).isEqualTo(Integer.MAX_VALUE);
    }

    /** should mark indexes as failed when the FailIndex action is matched in podFailurePolicy. */
    @Test
    void failIndex() throws InterruptedException {
        failing("index:1", "1");
        lab.create(
                "batch/v1:jobs",
                indexed(
                        "failindex",
                        "index:1",
                        "'completions':2,'parallelism':2,'backoffLimitPerIndex':5,"
                                + "'podFailurePolicy':{'rules':[{'action':'FailIndex','onExitCodes':{'operator':'NotIn','values':[0]}}]},"));
        awaitConditions("failindex", "FailureTarget=True FailedIndexes", "Failed=True FailedIndexes");
        assertThat(get("failindex").text("status/failedIndexes")).isEqualTo("1");
        assertThat(get("failindex").number("status/failed")).isEqualTo(1);
    }

    /** should terminate job execution when the number of failed indexes exceeds maxFailedIndexes. */
    @Test
    void maxFailedIndexes() throws InterruptedException {
        failing("most:1", "0,1,2,3,4,5,6,7,8,9");
        lab.create(
                "batch/v1:jobs",
                indexed(
                        "most",
                        "most:1",
                        "'completions':10,'parallelism':10,'backoffLimitPerIndex':0,'maxFailedIndexes':4,"));
        awaitConditions("most", "FailureTarget=True MaxFailedIndexesExceeded", "Failed=True MaxFailedIndexesExceeded");
        assertThat(get("most").message("Failed"))
                .isEqualTo("Job has exceeded the specified maximal number of failed indexes");
    }

    /** with successPolicy: all indexes, succeededIndexes, succeededCount. */
    @Test
    void successPolicies() throws InterruptedException {
        lab.create(
                "batch/v1:jobs",
                job(
                        "allin",
                        "'completions':2,'parallelism':2,'completionMode':'Indexed','successPolicy':{'rules':[{'succeededCount':2}]},",
                        "'restartPolicy':'Never',",
                        RUN));
        awaitConditions("allin", "SuccessCriteriaMet=True SuccessPolicy", "Complete=True SuccessPolicy");
        lab.cluster().engine().onStart("first:1", container -> {
            if ("0".equals(container.env().get("JOB_COMPLETION_INDEX"))) {
                container.exit(0);
            }
            container.onStop(() -> container.exit(1));
        });
        for (var rule : Map.of("byindex", "'succeededIndexes':'0'", "bycount", "'succeededCount':1")
                .entrySet()) {
            var name = rule.getKey();
            lab.create(
                    "batch/v1:jobs",
                    indexed(
                            name,
                            "first:1",
                            "'completions':5,'parallelism':2,'successPolicy':{'rules':[{%s}]},"
                                    .formatted(rule.getValue())));
            awaitConditions(name, "SuccessCriteriaMet=True SuccessPolicy", "Complete=True SuccessPolicy");
            assertThat(get(name).message("Complete")).isEqualTo("Matched rules at index 0");
            assertThat(get(name).text("status/completedIndexes")).isEqualTo("0");
            assertThat(get(name).text("status/terminating")).isEqualTo("0");
        }
    }

    /** should apply changes to a job status. */
    @Test
    void changesToStatus() throws InterruptedException {
        make("told", "", "'simulated.navarch.io/run-for':'10m'");
        lab.until(() -> assertThat(get("told").number("status/ready")).isEqualTo(1));
        var patched = lab.merge(
                "batch/v1:jobs/told/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'startTime':'2026-01-01T01:00:00Z'}}"
                        .replace("2026-01-01T01:00:00Z", get("told").text("status/startTime")));
        assertThat(patched.text("metadata/annotations/patchedstatus")).isEqualTo("true");
        lab.change("batch/v1:jobs/told", "/status", job -> job.with("metadata/annotations/updated", "yes"));
        assertThat(lab.get("batch/v1:jobs/told/status").text("metadata/annotations/updated"))
                .isEqualTo("yes");
        // The controller's words are checked: a Job cannot be complete without having begun to be.
        assertThat(lab.refusal(
                        "PATCH",
                        "batch/v1:jobs/told/status",
                        "{'status':{'conditions':[{'type':'Complete','status':'True'}]}}"))
                .startsWith("422 Invalid: Job.batch \"told\" is invalid: ");
    }

    @Test
    void managedByAnother() throws InterruptedException {
        make("foreign", "'managedBy':'example.com/custom',", RUN);
        lab.pass(Duration.ofMinutes(1));
        assertThat(get("foreign").at("status/startTime").there()).isFalse();
        assertThat(pods("foreign")).isEmpty();
        assertThat(lab.refusal("PATCH", "batch/v1:jobs/foreign", "{'spec':{'managedBy':'example.com/other'}}"))
                .isEqualTo(
                        "422 Invalid: Job.batch \"foreign\" is invalid: spec.managedBy: Invalid value: \"example.com/other\": field is immutable");
    }

    @Test
    void suspendDeletesPodsAndResumeBeginsAnew() throws InterruptedException {
        make(
                "pausing",
                "'parallelism':2,'completions':2,",
                "'simulated.navarch.io/run-for':'10m','simulated.navarch.io/stop-code':'143'");
        lab.until(() -> assertThat(get("pausing").number("status/ready")).isEqualTo(2));
        lab.merge("batch/v1:jobs/pausing", "{'spec':{'suspend':true}}");
        lab.until(() -> assertThat(pods("pausing")).isEmpty());
        assertThat(get("pausing").conditions()).containsExactly("Suspended=True JobSuspended");
        assertThat(get("pausing").message("Suspended")).isEqualTo("Job suspended");
        assertThat(get("pausing").at("status/active").there()).isFalse();
        // Where the pods go may be changed while the Job is suspended.
        lab.merge("batch/v1:jobs/pausing", "{'spec':{'suspend':false}}");
        lab.until(() -> assertThat(get("pausing").number("status/ready")).isEqualTo(2));
        assertThat(get("pausing").conditions()).containsExactly("Suspended=False JobResumed");
        assertThat(get("pausing").message("Suspended")).isEqualTo("Job resumed");
        lab.settle();
        assertThat(lab.events("pausing")).contains("Suspended: Job suspended", "Resumed: Job resumed");
    }

    @Test
    void ignoredFailuresOfAnIndexAreRememberedAndPutOff() throws InterruptedException {
        lab.create(
                "batch/v1:jobs",
                job(
                        "ignored",
                        "'completions':1,'parallelism':1,'completionMode':'Indexed','backoffLimitPerIndex':1,"
                                + "'podFailurePolicy':{'rules':[{'action':'Ignore','onExitCodes':{'operator':'In','values':[42]}}]},",
                        "'restartPolicy':'Never',",
                        FAIL));
        lab.until(() -> assertThat(pods("ignored")).hasSize(3));
        assertThat(pods("ignored"))
                .extracting(
                        pod -> pod.text("metadata/annotations/batch.kubernetes.io~1job-index-ignored-failure-count"))
                .containsExactlyInAnyOrder("", "1", "2");
        assertThat(pods("ignored"))
                .allMatch(pod -> pod.text("metadata/annotations/batch.kubernetes.io~1job-index-failure-count")
                        .equals("0"));
        lab.delete("batch/v1:jobs/ignored", Map.of("propagationPolicy", "Background"));
    }

    @Test
    void ttlAfterFinished() throws InterruptedException {
        make("short", "'ttlSecondsAfterFinished':30,", RUN);
        awaitConditions("short", "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        lab.pass(Duration.ofSeconds(28));
        assertThat(lab.gone("batch/v1:jobs/short")).isFalse();
        lab.pass(Duration.ofSeconds(4));
        assertThat(lab.gone("batch/v1:jobs/short")).isTrue();
        lab.until(() -> assertThat(pods("short")).isEmpty());
    }

    @Test
    void podReplacementWaitsForTheEnd() throws InterruptedException {
        make(
                "patient",
                "'podReplacementPolicy':'Failed',",
                "'simulated.navarch.io/run-for':'10m','simulated.navarch.io/stop-delay':'20s','simulated.navarch.io/stop-code':'143'");
        lab.until(() -> assertThat(get("patient").number("status/ready")).isEqualTo(1));
        lab.delete("pods/" + pods("patient").get(0).name());
        lab.pass(Duration.ofSeconds(10));
        assertThat(pods("patient")).hasSize(1);
        assertThat(get("patient").number("status/terminating")).isEqualTo(1);
        assertThat(get("patient").at("status/active").there()).isFalse();
        lab.until(() -> assertThat(get("patient").number("status/ready")).isEqualTo(1));
        assertThat(get("patient").number("status/failed")).isEqualTo(1);
    }

    @Test
    void deletingOrphansThePodsUnlessToldOtherwise() throws InterruptedException {
        // batch/v1 deletes in the background by default; orphaning leaves the pods without owner and without finalizer.
        make("orphan", "", "'simulated.navarch.io/run-for':'10m'");
        lab.until(() -> assertThat(get("orphan").number("status/ready")).isEqualTo(1));
        lab.delete("batch/v1:jobs/orphan", Map.of("propagationPolicy", "Orphan"));
        lab.until(() -> assertThat(lab.gone("batch/v1:jobs/orphan")).isTrue());
        lab.settle();
        var pod = pods("orphan").get(0);
        assertThat(pod.at("metadata/ownerReferences").there()).isFalse();
        assertThat(pod.at("metadata/finalizers").there()).isFalse();
        assertThat(pod.text("status/phase")).isEqualTo("Running");
    }

    @Test
    void badJobsAreRefused() {
        assertThat(lab.refusal(
                        "POST",
                        "batch/v1:jobs",
                        job("bad", "'completionMode':'Indexed','parallelism':1,", "'restartPolicy':'Never',", "")))
                .isEqualTo(
                        "422 Invalid: Job.batch \"bad\" is invalid: spec.completions: Required value: when completion mode is Indexed");
        assertThat(lab.refusal("POST", "batch/v1:jobs", job("bad", "", "", "")))
                .isEqualTo(
                        "422 Invalid: Job.batch \"bad\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"");
        assertThat(lab.refusal(
                        "POST",
                        "batch/v1:jobs",
                        job(
                                "bad",
                                "'successPolicy':{'rules':[{'succeededCount':2}]},",
                                "'restartPolicy':'Never',",
                                "")))
                .isEqualTo(
                        "422 Invalid: Job.batch \"bad\" is invalid: spec.successPolicy: Invalid value: {\"Rules\":[{\"SucceededIndexes\":null,\"SucceededCount\":2}]}: requires indexed completion mode");
        assertThat(lab.refusal(
                        "POST",
                        "batch/v1:jobs",
                        job("bad", "'podFailurePolicy':{'rules':[]},", "'restartPolicy':'OnFailure',", "")))
                .isEqualTo(
                        "422 Invalid: Job.batch \"bad\" is invalid: spec.template.spec.restartPolicy: Invalid value: \"OnFailure\": only \"Never\" is supported when podFailurePolicy is specified");
        assertThat(lab.refusal(
                        "POST", "batch/v1:jobs", job("bad", "'maxFailedIndexes':1,", "'restartPolicy':'Never',", "")))
                .contains("spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified");
    }
}
