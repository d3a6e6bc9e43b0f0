package io.navarch.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.NavarchCluster;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Many clusters in one JVM: at once, and one after the other. */
class ClustersInOneJvmTest {
    private static final int AT_ONCE = 50;
    private static final long MIB = 1024 * 1024;

    /** What a JVM holds. */
    private record Holdings(long heap, int threads, int files) {
        static Holdings now() throws Exception {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(50);
                least = Math.min(
                        least,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            var descriptors = Path.of("/proc/self/fd");
            int files = 0;
            if (Files.isDirectory(descriptors)) {
                try (var open = Files.list(descriptors)) {
                    files = (int) open.count();
                }
            }
            return new Holdings(least, ManagementFactory.getThreadMXBean().getThreadCount(), files);
        }
    }

    @Test
    void runSideBySide() throws Exception {
        NavarchCluster.start().close();
        var before = Holdings.now();
        var clusters = new ArrayList<NavarchCluster>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                clusters.add(NavarchCluster.builder().name("cluster-" + i).start());
            }
            assertThat(clusters.stream().map(NavarchCluster::url)).doesNotHaveDuplicates();
            assertThat((Holdings.now().heap() - before.heap()) / AT_ONCE)
                    .as("heap of each")
                    .isLessThan(15 * MIB);
        } finally {
            clusters.forEach(NavarchCluster::close);
            clusters.clear();
        }
        assertThatNothingIsLeftBut(before);
    }

    @Test
    void leaveNothingBehind() throws Exception {
        rounds(15);
        var before = Holdings.now();
        rounds(45);
        assertThatNothingIsLeftBut(before);
    }

    private static void rounds(int count) {
        for (int i = 0; i < count; i++) {
            try (var cluster = NavarchCluster.start()) {
                assertThat(cluster.revision()).isPositive();
            }
        }
    }

    private static void assertThatNothingIsLeftBut(Holdings before) throws Exception {
        var after = Holdings.now();
        for (int i = 0; i < 50 && after.threads() > before.threads() + 2; i++) {
            after = Holdings.now();
        }
        assertThat(after.heap() - before.heap()).as("heap that is left").isLessThan(6 * MIB);
        assertThat(after.threads()).as("threads that are left").isLessThanOrEqualTo(before.threads() + 2);
        assertThat(after.files()).as("files that are left").isLessThanOrEqualTo(before.files() + 5);
    }
}
