package io.navarch.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.navarch.embedded.ClusterBuilder;
import io.navarch.embedded.NavarchCluster;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a test class may ask for. Runs with several versions of JUnit, so it keeps to what the oldest of them has. */
@NavarchTest(manualClock = true)
class ClusterPerClassTest {
    private static NavarchCluster first;

    @Cluster
    private static NavarchCluster shared;

    @Cluster("field")
    private NavarchCluster field;

    /** A cluster at a certain time. */
    public static final class InThePast implements ClusterCustomizer {
        static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

        @Override
        public void customize(ClusterBuilder cluster) {
            cluster.name("past").nodes(0).manualClock(TIME);
        }
    }

    @BeforeAll
    static void take(NavarchCluster cluster) {
        first = cluster;
    }

    @Test
    void isTheSameInEveryTest(NavarchCluster cluster) {
        assertSame(first, cluster);
        assertSame(first, shared);
        assertEquals("ClusterPerClassTest", cluster.name());
    }

    @Test
    void isAnotherWhereAnotherIsNamed(
            NavarchCluster cluster, @Cluster("other") NavarchCluster other, @Cluster("other") NavarchCluster again) {
        assertNotSame(cluster, other);
        assertSame(other, again);
        assertNotSame(field, other);
        assertTrue(field.kubeconfig().contains(field.url()));
    }

    @Test
    void isAsItIsWanted(
            NavarchCluster cluster, @Cluster(value = "old", customizer = InThePast.class) NavarchCluster old)
            throws InterruptedException {
        assertTrue(cluster.clock().isManual());
        old.clock().advance(Duration.ofSeconds(1));
        assertEquals(InThePast.TIME.plusSeconds(1), old.clock().now());
        assertEquals("past", old.name());
    }

    @Nested
    class Inside {
        @Test
        void isTheOuterClassesCluster(NavarchCluster cluster) {
            assertSame(first, cluster);
        }
    }
}
