package io.navarch.bench.clusters;

import io.navarch.embedded.NavarchCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench clusters}: starts and closes clusters in this JVM, and says what each costs. */
@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        description = "Start many clusters in this JVM, at once and one after the other; heap and threads stay flat.")
public final class ClustersCommand implements Callable<Integer> {
    private static final long KIB = 1024;

    @Option(names = "--at-once", description = "Clusters side by side (default: ${DEFAULT-VALUE}).")
    private int atOnce = 50;

    @Option(names = "--rounds", description = "Starts and closes, one after the other (default: ${DEFAULT-VALUE}).")
    private int rounds = 1000;

    @Option(names = "--forks", description = "Forks of each cluster that is forked (default: ${DEFAULT-VALUE}).")
    private int forks = 100;

    @Option(
            names = "--objects",
            split = ",",
            description = "How many objects the clusters have that are forked (default: ${DEFAULT-VALUE}).")
    private List<Integer> objects = List.of(1_000, 5_000);

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf(
                "first start       %5d ms%n", timed(() -> NavarchCluster.start().close()));
        sideBySide();
        oneAfterTheOther();
        for (int count : objects) {
            new ForkLoad(count, forks).run();
        }
        return 0;
    }

    private void sideBySide() {
        if (atOnce == 0) {
            return;
        }
        long before = heap();
        var clusters = new ArrayList<NavarchCluster>();
        long millis = timed(() -> {
            for (int i = 0; i < atOnce; i++) {
                clusters.add(NavarchCluster.start());
            }
        });
        long each = (heap() - before) / Math.max(1, atOnce) / KIB;
        System.out.printf(
                "%4d at once      %5d ms, %d KiB of heap each, %d threads%n", atOnce, millis, each, threads());
        clusters.forEach(NavarchCluster::close);
    }

    private void oneAfterTheOther() {
        var starts = new ArrayList<Long>();
        int step = Math.max(1, rounds / 10);
        for (int i = 1; i <= rounds; i++) {
            long begin = System.nanoTime();
            try (var cluster = NavarchCluster.start()) {
                starts.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
                cluster.url();
            }
            if (i % step == 0) {
                var sorted = starts.stream().mapToLong(Long::longValue).sorted().toArray();
                System.out.printf(
                        "%4d rounds       median %d ms, slowest %d ms, %d KiB of heap, %d threads%n",
                        i,
                        sorted[sorted.length / 2],
                        Arrays.stream(sorted).max().orElse(0),
                        heap() / KIB,
                        threads());
                starts.clear();
            }
        }
    }

    private static long timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    /** What lives. */
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
