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
        description = {
            "Start many clusters in this JVM, at once and one after the other.",
            "The exit code is 1 when heap or threads have not stayed flat over the rounds."
        })
public final class ClustersCommand implements Callable<Integer> {
    private static final long KIB = 1024;
    private static final long HEAP_SLACK_KIB = 4 * KIB;
    private static final int THREAD_SLACK = 3;

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

    /** What the JVM holds after some rounds. */
    private record Holdings(long heapKib, int threads) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf(
                "first start       %5d ms%n", timed(() -> NavarchCluster.start().close()));
        sideBySide();
        var grown = growth(oneAfterTheOther());
        System.out.println(grown.isEmpty() ? "heap and threads are flat" : grown);
        for (int count : objects) {
            new ForkLoad(count, forks).run();
        }
        return grown.isEmpty() ? 0 : 1;
    }

    /**
     * What has grown, in words, since the second interval: in the first ones code is loaded, and the JDK fills its cache of the
     * last 750 certificates, which is some 2 MiB.
     */
    private static String growth(List<Holdings> intervals) {
        if (intervals.size() < 3) {
            return "";
        }
        var base = intervals.get(1);
        var last = intervals.getLast();
        if (last.heapKib() - base.heapKib() > HEAP_SLACK_KIB) {
            return "the heap has grown from " + base.heapKib() + " to " + last.heapKib() + " KiB";
        }
        return last.threads() - base.threads() > THREAD_SLACK
                ? "the threads have grown from " + base.threads() + " to " + last.threads()
                : "";
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

    private List<Holdings> oneAfterTheOther() throws InterruptedException {
        var intervals = new ArrayList<Holdings>();
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
                var held = settled();
                intervals.add(held);
                System.out.printf(
                        "%4d rounds       median %d ms, slowest %d ms, %d KiB of heap, %d threads%n",
                        i,
                        sorted[sorted.length / 2],
                        Arrays.stream(sorted).max().orElse(0),
                        held.heapKib(),
                        held.threads());
                starts.clear();
            }
        }
        return intervals;
    }

    /** Threads that are ending, and what the garbage collector frees late, have a moment. */
    private static Holdings settled() throws InterruptedException {
        long heap = Long.MAX_VALUE;
        int threads = Integer.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            Thread.sleep(100);
            heap = Math.min(heap, heap() / KIB);
            threads = Math.min(threads, threads());
        }
        return new Holdings(heap, threads);
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
