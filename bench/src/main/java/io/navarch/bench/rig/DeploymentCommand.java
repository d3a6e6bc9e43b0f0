package io.navarch.bench.rig;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Http2Connection;
import io.navarch.bench.http2.Request;
import io.navarch.bench.http2.Target;
import io.navarch.bench.report.Line;
import io.navarch.bench.report.Report;
import io.navarch.bench.server.ServerProcess;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench deployment}: from one request to a thousand bound pods, through every controller on the way. */
@Command(
        name = "deployment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Create a Deployment on a control plane of its own and time until all its pods are bound.")
public final class DeploymentCommand implements Callable<Integer> {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final long PATIENCE_MILLIS = 60_000;

    @Option(
            names = "--nodes",
            defaultValue = "100",
            description = "How many nodes there are. Default: ${DEFAULT-VALUE}.")
    private int nodes = 100;

    @Option(
            names = "--replicas",
            defaultValue = "1000",
            description = "How many pods it has. Default: ${DEFAULT-VALUE}.")
    private int replicas = 1000;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "How often; the first is cold. Default: ${DEFAULT-VALUE}.")
    private int rounds = 4;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var report = new Report(System.out);
        try (var server = ServerProcess.start()) {
            var admin = server.target().as(server.tokens().admin());
            try (var calls = new Exchange(admin)) {
                addNodes(calls);
                for (int round = 1; round <= rounds; round++) {
                    long cpu = server.figures().cpuNanos();
                    double seconds = round(admin, calls, "d" + round);
                    cpu = server.figures().cpuNanos() - cpu;
                    report.add(new Line(
                            "Deployment of " + replicas + " on " + nodes + " nodes, round " + round,
                            seconds,
                            " s",
                            3.9,
                            3.9 / 0.6,
                            String.format(
                                    Locale.ROOT,
                                    "until all are bound; server CPU %.0f µs per pod",
                                    cpu / 1e3 / replicas)));
                }
            }
        }
        report.print();
        return 0;
    }

    private void addNodes(Exchange calls) throws IOException, InterruptedException {
        for (int i = 0; i < nodes; i++) {
            calls.call(Request.post("/api/v1/nodes", Bodies.node("node-" + i, i)))
                    .orFail();
        }
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (calls.call(Request.get("/api/v1/nodes")).orFail().text().contains("node.kubernetes.io/not-ready")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the nodes do not get ready");
            }
            Thread.sleep(50);
        }
    }

    private double round(Target admin, Exchange calls, String name) throws IOException, InterruptedException {
        var bound = new Added(replicas);
        try (var watching = Http2Connection.open(admin)) {
            watching.send(
                    Request.get(
                            PODS + "?watch=true&labelSelector=app%3D" + name + "&fieldSelector=spec.nodeName%21%3D"),
                    bound);
            while (!bound.isOpen()) {
                watching.receive();
            }
            long begun = System.nanoTime();
            calls.call(Request.post("/apis/apps/v1/namespaces/default/deployments", Bodies.deployment(name, replicas)))
                    .orFail();
            while (!bound.isComplete()) {
                watching.receive();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            // Its bookkeeping goes on for a moment; the next round shall not pay for it.
            Thread.sleep(3_000);
            return seconds;
        }
    }
}
