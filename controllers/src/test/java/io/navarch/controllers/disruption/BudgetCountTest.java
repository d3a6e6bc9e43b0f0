package io.navarch.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetCountTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static PodDisruptionBudget budget(String spec, String status) {
        return Json.read(
                PodDisruptionBudget.KIND,
                "{'metadata':{'name':'b','namespace':'n','generation':3},'spec':{%s},'status':{%s}}",
                spec,
                status);
    }

    private static List<Pod> pods(int ready, int unready) {
        var pods = new ArrayList<Pod>();
        for (int i = 0; i < ready + unready; i++) {
            pods.add(Json.read(
                    Pod.KIND,
                    "{'metadata':{'name':'p%d','namespace':'n'},'status':{'conditions':[{'type':'Ready','status':'%s'}]}}",
                    i,
                    i < ready ? "True" : "False"));
        }
        return pods;
    }

    private static String counted(String spec, int ready, int unready, int expected) {
        var count = BudgetCount.of(budget(spec, ""), pods(ready, unready), expected, NOW);
        return count.healthy() + " of " + count.expected() + ", wants " + count.desired() + ", allows "
                + count.allowed();
    }

    @Test
    void aNumberThatMustBeThere() {
        assertThat(counted("'minAvailable':2", 3, 0, 3)).isEqualTo("3 of 3, wants 2, allows 1");
        assertThat(counted("'minAvailable':2", 1, 2, 3)).isEqualTo("1 of 3, wants 2, allows 0");
        assertThat(counted("", 1, 0, 1)).isEqualTo("1 of 1, wants 0, allows 1");
    }

    @Test
    void sharesAreRoundedUp() {
        assertThat(counted("'minAvailable':'28%'", 10, 0, 10)).isEqualTo("10 of 10, wants 3, allows 7");
        assertThat(counted("'maxUnavailable':'28%'", 10, 0, 10)).isEqualTo("10 of 10, wants 7, allows 3");
        assertThat(counted("'maxUnavailable':'100%'", 2, 0, 2)).isEqualTo("2 of 2, wants 0, allows 2");
    }

    @Test
    void aNumberThatMayBeAway() {
        assertThat(counted("'maxUnavailable':1", 4, 0, 5)).isEqualTo("4 of 5, wants 4, allows 0");
        assertThat(counted("'maxUnavailable':7", 2, 0, 5)).isEqualTo("2 of 5, wants 0, allows 2");
        assertThat(counted("'maxUnavailable':1", 0, 0, 0)).isEqualTo("0 of 0, wants 0, allows 0");
    }

    @Test
    void evictedPodsDoNotCountUntilTheyAreOverdue() {
        var status =
                "'disruptedPods':{'p0':'2026-01-01T00:09:00Z','p1':'2026-01-01T00:07:00Z','gone':'2026-01-01T00:09:30Z'}";
        var count = BudgetCount.of(budget("'minAvailable':1", status), pods(3, 0), 3, NOW);
        assertThat(count.healthy()).isEqualTo(2);
        assertThat(count.disrupted()).containsOnlyKeys("p0");
        assertThat(count.overdue()).extracting(Pod::name).containsExactly("p1");
        assertThat(count.recheck()).isEqualTo(Instant.parse("2026-01-01T00:11:00Z"));
    }

    @Test
    void theConditionSaysWhatIsAllowed() {
        var budget = budget("'minAvailable':2", "");
        var enough = BudgetCount.of(budget, pods(3, 0), 3, NOW).status(budget, NOW);
        assertThat(enough.conditions().get(0).tree()).hasToString("""
                {"lastTransitionTime":"2026-01-01T00:10:00Z","message":"","observedGeneration":3,"reason":"SufficientPods","status":"True","type":"DisruptionAllowed"}""");
        var later = NOW.plusSeconds(60);
        var tooFew = BudgetCount.of(budget, pods(2, 1), 3, later).status(budget.withStatus(enough), later);
        assertThat(tooFew.conditions().get(0).reason()).isEqualTo("InsufficientPods");
        assertThat(tooFew.conditions().get(0).lastTransitionTime()).isEqualTo("2026-01-01T00:11:00Z");
        var failed = BudgetCount.failed(budget.withStatus(enough), "why", later);
        assertThat(failed.disruptionsAllowed()).isZero();
        assertThat(failed.conditions().get(0).reason()).isEqualTo("SyncFailed");
    }

    @Test
    void ownersMatterForSharesAndForWhatMayBeAway() {
        assertThat(BudgetCount.needsOwners(budget("'minAvailable':2", ""))).isFalse();
        assertThat(BudgetCount.needsOwners(budget("'minAvailable':'20%'", ""))).isTrue();
        assertThat(BudgetCount.needsOwners(budget("'maxUnavailable':2", ""))).isTrue();
    }
}
