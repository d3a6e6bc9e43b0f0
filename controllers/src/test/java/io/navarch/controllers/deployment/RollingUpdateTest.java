package io.navarch.controllers.deployment;

import static io.navarch.controllers.deployment.DeploymentFixtures.deployment;
import static io.navarch.controllers.deployment.DeploymentFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {
    @Test
    void growsTheNewSetAsFarAsTheSurgeAllows() {
        var wanted = deployment(10, "'25%'", "'25%'");
        var old = set("v1", 1, 10, 10, 10);
        var fresh = set("v2", 2, 0, 0, 0);
        // 25 % of ten, rounded up, are three above the wanted ten.
        assertThat(RollingUpdate.newSize(wanted, fresh, List.of(old, fresh))).isEqualTo(3);
        var half = set("v2", 2, 3, 3, 3);
        assertThat(RollingUpdate.newSize(wanted, half, List.of(old, half))).isEqualTo(3);
        assertThat(RollingUpdate.newSize(wanted, half, List.of(set("v1", 1, 6, 6, 6), half)))
                .isEqualTo(7);
    }

    @Test
    void neverGrowsBeyondWhatIsWanted() {
        var wanted = deployment(3, "'100%'", "0");
        var fresh = set("v2", 2, 0, 0, 0);
        assertThat(RollingUpdate.newSize(wanted, fresh, List.of(fresh))).isEqualTo(3);
        assertThat(RollingUpdate.newSize(wanted, set("v2", 2, 5, 5, 5), List.of()))
                .isEqualTo(3);
    }

    @Test
    void shrinksOldSetsAsFarAsAvailabilityAllows() {
        var wanted = deployment(10, "3", "2");
        var old = set("v1", 1, 10, 10, 10);
        var fresh = set("v2", 2, 3, 3, 0);
        // Eight must stay available: two of the old may go, although the new ones are not there yet.
        assertThat(RollingUpdate.oldSizes(wanted, fresh, List.of(old))).containsEntry(old, 8);
        assertThat(RollingUpdate.oldSizes(wanted, fresh, List.of(set("v1", 1, 8, 8, 8))))
                .isEmpty();
        var ready = set("v2", 2, 3, 3, 3);
        var less = set("v1", 1, 8, 8, 8);
        assertThat(RollingUpdate.oldSizes(wanted, ready, List.of(less))).containsEntry(less, 5);
    }

    @Test
    void removesOldPodsThatAreNotHealthyFirst() {
        var wanted = deployment(10, "2", "2");
        var oldest = set("v0", 1, 3, 3, 3);
        var broken = set("v1", 2, 5, 5, 0);
        var fresh = set("v2", 3, 4, 4, 4);
        // Twelve are there, eight must stay: four may go, and the broken ones cost no availability.
        assertThat(RollingUpdate.oldSizes(wanted, fresh, List.of(oldest, broken)))
                .containsEntry(broken, 1)
                .doesNotContainKey(oldest);
    }

    @Test
    void takesOneAtATimeIfNothingElseIsAllowed() {
        var wanted = deployment(4, "0", "0");
        var old = set("v1", 1, 4, 4, 4);
        var fresh = set("v2", 2, 0, 0, 0);
        assertThat(RollingUpdate.newSize(wanted, fresh, List.of(old, fresh))).isZero();
        assertThat(RollingUpdate.oldSizes(wanted, fresh, List.of(old))).containsEntry(old, 3);
    }
}
