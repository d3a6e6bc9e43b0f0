package io.navarch.controllers.job;

import static io.navarch.controllers.job.JobFixtures.freed;
import static io.navarch.controllers.job.JobFixtures.going;
import static io.navarch.controllers.job.JobFixtures.job;
import static io.navarch.controllers.job.JobFixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodTallyTest {
    private static Job after(Job job, PodTally tally) {
        return job.withStatus(tally.into(job.status()));
    }

    private static PodTally tally(Job job, Pod... pods) {
        return PodTally.of(job, List.of(pods), Set.of());
    }

    @Test
    void countsEachPodOnceOverAllItsSteps() {
        var job = job("'completions':3,'parallelism':3", "");
        var good = pod("good", "Succeeded");
        var bad = pod("bad", "Failed");
        var seen = tally(job, good, bad, pod("runs", "Running"));
        assertThat(seen.release()).containsExactly(good, bad);
        assertThat(seen.ended()).containsExactly(good, bad);
        assertThat(seen.allSucceeded()).isEqualTo(1);
        assertThat(seen.allFailed()).isEqualTo(1);
        job = after(job, seen);
        assertThat(job.status().succeeded()).isZero();
        assertThat(job.status().uncountedTerminatedPods().succeeded()).containsExactly("good");
        // Written, but the finalizers are still there: nothing is counted anew.
        var again = tally(job, good, bad);
        assertThat(again.release()).hasSize(2);
        assertThat(again.ended()).isEmpty();
        assertThat(again.allSucceeded()).isEqualTo(1);
        // One is free, the other gone altogether.
        var settled = tally(job, freed(good));
        assertThat(settled.settled()).isTrue();
        job = after(job, settled);
        assertThat(job.status().succeeded()).isEqualTo(1);
        assertThat(job.status().failed()).isEqualTo(1);
        assertThat(job.status().uncountedTerminatedPods().isEmpty()).isTrue();
        assertThat(after(job, tally(job, freed(good)))).isEqualTo(job);
    }

    @Test
    void believesItselfMoreThanAnOldCache() {
        var job = job("", "'uncountedTerminatedPods':{'succeeded':['good']}");
        var tally = PodTally.of(job, List.of(pod("good", "Succeeded")), Set.of("good"));
        assertThat(tally.succeeded()).isEqualTo(1);
        assertThat(tally.release()).isEmpty();
        var counted = after(job, tally);
        assertThat(PodTally.of(counted, List.of(pod("good", "Succeeded")), Set.of("good"))
                        .allSucceeded())
                .isEqualTo(1);
    }

    @Test
    void remembersSuccessesByIndex() {
        var job = job("'completionMode':'Indexed','completions':5", "'completedIndexes':'0','succeeded':1");
        var tally = tally(
                job,
                pod("a", "Succeeded", 2, 0),
                pod("b", "Succeeded", 3, 0),
                pod("twin", "Succeeded", 3, 0),
                pod("far", "Succeeded", 9, 0));
        assertThat(tally.release()).hasSize(4);
        var status = after(job, tally).status();
        assertThat(status.completedIndexes()).isEqualTo("0,2,3");
        assertThat(status.succeeded()).isEqualTo(3);
    }

    @Test
    void countsPodsThatAreGoingAsFailedUnlessToldToWait() {
        assertThat(tally(job("", ""), going(pod("p", "Running"))).allFailed()).isEqualTo(1);
        assertThat(tally(job("'podReplacementPolicy':'Failed'", ""), going(pod("p", "Running")))
                        .allFailed())
                .isZero();
    }

    @Test
    void givesIndexesUpThatFailTooOften() {
        var job = job("'completionMode':'Indexed','completions':3,'backoffLimitPerIndex':1", "");
        var tally = tally(job, pod("a", "Failed", 0, 0), pod("b", "Failed", 1, 1));
        assertThat(tally.failedIndexes()).containsExactly(1);
        assertThat(after(job, tally).status().failedIndexes()).isEqualTo("1");
    }

    @Test
    void doesNotCountWhatThePolicyIgnores() {
        var job = job(
                "'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget'}]}]}",
                "");
        var disrupted = pod("p", "Failed")
                .withStatus(status -> status.withConditions(List.of(io.navarch.model.core.v1.PodCondition.EMPTY
                        .withType("DisruptionTarget")
                        .withStatus("True"))));
        var tally = tally(job, disrupted);
        assertThat(tally.allFailed()).isZero();
        assertThat(tally.release()).containsExactly(disrupted);
    }

    @Test
    void writesIndexesAsRanges() {
        assertThat(Indexes.text(Set.of(0, 2, 3, 5, 6, 7, 9))).isEqualTo("0,2,3,5-7,9");
        assertThat(Indexes.parse("0,2,3,5-7,9", 7)).containsExactly(0, 2, 3, 5, 6);
        assertThat(Indexes.parse("", 7)).isEmpty();
    }
}
