package io.navarch.bench.clusters;

import io.navarch.bench.report.Latencies;
import io.navarch.embedded.NavarchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Forks a cluster again and again, and closes each fork. Of the cluster's objects a third are pods on simulated nodes, a fifth their
 * deployments and replica sets, the others config maps.
 */
final class ForkLoad {
    private static final int REPLICAS = 3;
    private static final int SHARE = 10;
    private static final int PODS_PER_NODE = 100;

    private final int objects;
    private final int rounds;

    ForkLoad(int objects, int rounds) {
        this.objects = objects;
        this.rounds = rounds;
    }

    void run() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("navarch-bench-");
        var file = folder.resolve("objects.yaml");
        try {
            int deployments = objects / SHARE;
            int pods = deployments * REPLICAS;
            write(file, deployments, objects - deployments * (2 + REPLICAS));
            try (var cluster = NavarchCluster.builder()
                    .nodes(Math.max(1, (pods + PODS_PER_NODE - 1) / PODS_PER_NODE))
                    .manifests(folder)
                    .start()) {
                while (cluster.snapshot().list("v1", "Pod", "default").stream()
                                .filter(pod -> pod.contains("\"phase\":\"Running\""))
                                .count()
                        < pods) {
                    cluster.awaitQuiet(Duration.ofMinutes(1));
                }
                measure(cluster);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private void measure(NavarchCluster cluster) throws InterruptedException {
        var forks = new Latencies();
        var quiets = new Latencies();
        var closes = new Latencies();
        for (int i = 0; i < rounds * 2; i++) {
            long begin = System.nanoTime();
            var fork = cluster.fork();
            long forked = System.nanoTime();
            fork.awaitQuiet();
            long quiet = System.nanoTime();
            fork.close();
            long closed = System.nanoTime();
            if (i >= rounds) { // The first half warms up.
                forks.add(forked - begin);
                quiets.add(quiet - forked);
                closes.add(closed - quiet);
            }
        }
        System.out.printf(
                "%5d objects     fork %s, until it is quiet %s, close %s%n",
                objects, line(forks), line(quiets), line(closes));
    }

    private static String line(Latencies all) {
        return "median %.1f ms p99 %.1f ms".formatted(all.millis(0.5), all.millis(0.99));
    }

    private static void write(Path file, int deployments, int maps) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < deployments; i++) {
            text.append("""
                    ---
                    {apiVersion: apps/v1, kind: Deployment, metadata: {name: app-%1$d, namespace: default}, spec: {replicas: %2$d,
                     selector: {matchLabels: {app: a%1$d}}, template: {metadata: {labels: {app: a%1$d}}, spec: {containers: [
                     {name: main, image: "app:1", env: [{name: MODE, value: fast}], ports: [{containerPort: 8080}],
                      readinessProbe: {httpGet: {path: /, port: 8080}}, resources: {requests: {cpu: 10m, memory: 16Mi}}}]}}}}
                    """.formatted(i, REPLICAS));
        }
        for (int i = 0; i < maps; i++) {
            text.append("""
                    ---
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: map-%d, namespace: default}, data: {a: one, b: "%s"}}
                    """.formatted(i, "x".repeat(500)));
        }
        Files.writeString(file, text);
    }
}
