package io.navarch.controllers.deployment;

import static io.navarch.controllers.deployment.DeploymentFixtures.deployment;
import static io.navarch.controllers.deployment.DeploymentFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.apps.v1.ReplicaSet;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProportionalScalingTest {
    private static ReplicaSet sized(String name, int number, int wanted, int max) {
        var set = set(name, number, wanted, wanted, wanted);
        var annotations = new HashMap<>(set.metadata().annotations());
        annotations.put(Sets.MAX, Integer.toString(max));
        return set.withMetadata(meta -> meta.withAnnotations(annotations));
    }

    @Test
    void sharesGrowthByTheSizesOfTheSets() {
        // The documentation's example: 8 old and 5 new of 10 + 3, scaled to 15 + 3: three more and two more.
        var old = sized("v1", 1, 8, 13);
        var fresh = sized("v2", 2, 5, 13);
        assertThat(ProportionalScaling.sizes(deployment(15, "3", "2"), List.of(old, fresh)))
                .containsEntry(old, 11)
                .containsEntry(fresh, 7);
    }

    @Test
    void givesTheRestToTheLargestSet() {
        var a = sized("v1", 1, 2, 4);
        var b = sized("v2", 2, 1, 4);
        var c = sized("v3", 3, 1, 4);
        var sizes = ProportionalScaling.sizes(deployment(5, "0", "1"), List.of(a, b, c));
        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
        assertThat(sizes).containsEntry(a, 3).containsEntry(b, 1).containsEntry(c, 1);
    }

    @Test
    void shrinksToNothing() {
        var a = sized("v1", 1, 4, 8);
        var b = sized("v2", 2, 4, 8);
        assertThat(ProportionalScaling.sizes(deployment(0, "1", "1"), List.of(a, b)))
                .containsEntry(a, 0)
                .containsEntry(b, 0);
    }
}
