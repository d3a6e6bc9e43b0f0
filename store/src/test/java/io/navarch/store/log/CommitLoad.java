package io.navarch.store.log;

import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what the embedded store does on this machine: durable commits a second, the time of a get and of a
 * list; or, when the directory given holds a store already, how long it takes to open. Not a test. Arguments:
 * directory, writers, records, bytes per value.
 */
final class CommitLoad {
    private final Path directory;
    private final int writers;
    private final int records;
    private final byte[] value;

    private CommitLoad(Path directory, int writers, int records, int valueBytes) {
        this.directory = directory;
        this.writers = writers;
        this.records = records;
        this.value = new byte[valueBytes];
        new Random(1).nextBytes(value);
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        var load = new CommitLoad(
                directory,
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        if (Files.exists(directory)) {
            load.open();
        } else {
            load.write();
        }
    }

    private void write() throws Exception {
        try (Clock clock = Clock.system();
                Store store = LogStore.open(directory, clock)) {
            write(store);
            read(store);
        }
    }

    private void open() throws Exception {
        long start = System.nanoTime();
        try (Clock clock = Clock.system();
                Store store = LogStore.open(directory, clock)) {
            System.out.printf("open: %d records in %.2f s%n", store.revision() - 1, seconds(start));
            read(store);
        }
    }

    private void write(Store store) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < writers; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (long n = next.getAndIncrement(); n < records; n = next.getAndIncrement()) {
                    store.create(key(n), value.clone(), 0);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = seconds(start);
        System.out.printf(
                "commits: %d of %d bytes by %d writers in %.2f s: %.0f/s%n",
                records, value.length, writers, seconds, records / seconds);
    }

    private void read(Store store) {
        Random random = new Random(2);
        String[] keys =
                random.ints(1_000_000, 0, records).mapToObj(CommitLoad::key).toArray(String[]::new);
        for (int round = 0; round < 3; round++) {
            long found = 0;
            long start = System.nanoTime();
            for (String key : keys) {
                found += store.get(key) == null ? 0 : 1;
            }
            System.out.printf("get: %.0f ns (%d found)%n", seconds(start) * 1e9 / keys.length, found);
        }
        long start = System.nanoTime();
        int listed = store.list("/registry/pods/", null, 0, 0).records().size();
        System.out.printf("list: %d records in %.1f ms%n", listed, seconds(start) * 1e3);
    }

    private static String key(long number) {
        return "/registry/pods/namespace-" + number % 50 + "/some-deployment-7d4b9c6f5-" + number;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
