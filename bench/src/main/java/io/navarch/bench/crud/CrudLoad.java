package io.navarch.bench.crud;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** Creates, reads, lists, changes and deletes, each kind of request for itself. */
public final class CrudLoad {
    private static final int LISTED = 50;
    private static final int LISTS_SHARE = 2;

    private final Crud crud;
    private final int requests;

    /** @param requests of each kind, of lists half as many */
    public CrudLoad(Crud crud, int requests) {
        this.crud = crud;
        this.requests = requests;
    }

    /** Everything once to warm up, then measured with one thread and with eight. */
    public List<Rate> run() {
        crud.fill(LISTED);
        round(1, "warm");
        round(8, "hot");
        var rates = new ArrayList<Rate>();
        rates.addAll(round(1, "one"));
        rates.addAll(round(8, "eight"));
        return rates;
    }

    private List<Rate> round(int threads, String prefix) {
        return List.of(
                timed("create", threads, requests, prefix, crud::create),
                timed("get", threads, requests, prefix, crud::get),
                timed("list", threads, requests / LISTS_SHARE, prefix, any -> crud.list()),
                timed("patch", threads, requests, prefix, crud::patch),
                timed("delete", threads, requests, prefix, crud::delete));
    }

    private static Rate timed(String verb, int threads, int count, String prefix, Consumer<String> request) {
        var lanes = new ArrayList<FutureTask<Void>>();
        for (int lane = 0; lane < threads; lane++) {
            int first = lane;
            lanes.add(new FutureTask<>(() -> {
                for (int i = first; i < count; i += threads) {
                    request.accept(prefix + "-" + i);
                }
                return null;
            }));
        }
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        lanes.forEach(lane -> Thread.ofPlatform().daemon().start(lane));
        lanes.forEach(CrudLoad::join);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Rate(verb, threads, count / seconds, (cpuNanos() - cpu) / 1e3 / count);
    }

    private static void join(FutureTask<Void> lane) {
        try {
            lane.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request failed: " + e.getCause(), e);
        }
    }

    /** CPU time of this process. */
    public static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
