package io.navarch.controllers.daemon;

import static io.navarch.controllers.daemon.DaemonFixtures.byNode;
import static io.navarch.controllers.daemon.DaemonFixtures.node;
import static io.navarch.controllers.daemon.DaemonFixtures.pod;
import static io.navarch.controllers.daemon.DaemonFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonRolloutTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static DaemonRollout step(DaemonSet set, Pod... pods) {
        var map = byNode(pods);
        return DaemonRollout.of(set, map, map.size(), "new", NOW);
    }

    private static DaemonSet rolling(String unavailable, String surge) {
        return set(
                "'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':" + unavailable + ",'maxSurge':" + surge
                        + "}",
                "");
    }

    @Test
    void replacesAsManyAsMayBeMissing() {
        var step = step(
                rolling("2", "0"), pod("1", "a", "old", true), pod("2", "b", "old", true), pod("3", "c", "old", true));
        assertThat(step.delete()).hasSize(2);
        assertThat(step.surge()).isEmpty();
    }

    @Test
    void waitsForTheNewPod() {
        assertThat(step(rolling("1", "0"), pod("1", "a", "new", false), pod("2", "b", "old", true))
                        .delete())
                .isEmpty();
        assertThat(step(rolling("1", "0"), pod("1", "a", "new", true), pod("2", "b", "old", true))
                        .delete())
                .hasSize(1);
    }

    @Test
    void replacesBrokenPodsAtOnce() {
        var broken = pod("2", "b", "old", false);
        assertThat(step(rolling("1", "0"), pod("1", "a", "new", false), broken, pod("3", "c", "old", true))
                        .delete())
                .containsExactly(broken);
    }

    @Test
    void takesAShareOfTheNodes() {
        assertThat(DaemonRollout.maxUnavailable(rolling("'30%'", "0"), 10)).isEqualTo(3);
        assertThat(DaemonRollout.maxUnavailable(rolling("'1%'", "0"), 10)).isEqualTo(1);
        assertThat(DaemonRollout.maxUnavailable(rolling("0", "0"), 10)).isEqualTo(1);
    }

    @Test
    void putsNewPodsBesideOldOnes() {
        var first = pod("1", "a", "old", true);
        var second = pod("2", "b", "old", true);
        var step = step(rolling("0", "1"), first, second);
        assertThat(step.surge()).containsExactly("a");
        assertThat(step.delete()).isEmpty();
        var waiting = step(rolling("0", "1"), first, pod("n", "a", "new", false), second);
        assertThat(waiting.surge()).isEmpty();
        assertThat(waiting.delete()).isEmpty();
        var there = step(rolling("0", "1"), first, pod("n", "a", "new", true), second);
        assertThat(there.delete()).containsExactly(first);
        assertThat(there.surge()).containsExactly("b");
    }

    @Test
    void leavesOnDeleteToTheUser() {
        assertThat(step(set("'type':'OnDelete'", ""), pod("1", "a", "old", false))
                        .delete())
                .isEmpty();
    }

    @Test
    void thePlanKeepsOldAndNewWhileSurging() {
        var old = pod("1", "a", "old", true);
        var fresh = pod("n", "a", "new", false);
        var nodes = List.of(node("a", ""));
        assertThat(DaemonPlan.of(rolling("0", "1"), nodes, byNode(old, fresh), "new", NOW)
                        .delete())
                .isEmpty();
        assertThat(DaemonPlan.of(rolling("0", "1"), nodes, byNode(old, pod("n", "a", "new", true)), "new", NOW)
                        .delete())
                .containsExactly(old);
    }
}
