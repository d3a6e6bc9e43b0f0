package io.navarch.bench.rig;

import io.navarch.bench.report.Line;
import io.navarch.bench.report.Report;
import io.navarch.bench.server.ProcessFigures;
import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.scheduler.Scheduler;
import io.navarch.scheduler.plugins.DefaultProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench scheduler}: pods that wait for a scheduler that is not there yet. */
@Command(
        name = "scheduler",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fill the queue with pods, start the scheduler, and time the first to the last binding.",
            "API server, store and scheduler share this process; bindings are durable before they count."
        })
public final class SchedulerCommand implements Callable<Integer> {
    private static final String NAMESPACE = "bench";
    private static final long PATIENCE_SECONDS = 120;

    @Option(names = "--nodes", split = ",", description = "How many nodes there are. Default: 100,1000.")
    private List<Integer> nodes = List.of(100, 1000);

    @Option(names = "--pods", defaultValue = "3000", description = "How many pods wait. Default: ${DEFAULT-VALUE}.")
    private int pods = 3000;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "How often; the first rounds warm up. Default: ${DEFAULT-VALUE}.")
    private int rounds = 4;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var report = new Report(System.out);
        for (int count : nodes) {
            try (var server = new LocalServer()) {
                prepare(server.admin(), count);
                measure(server, count, report);
            }
        }
        report.print();
        return 0;
    }

    private static void prepare(KubeClient admin, int count) {
        admin.of(Namespace.KIND)
                .create(Namespace.KIND.read(
                        bytes("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + NAMESPACE
                                + "\"}}")));
        admin.of(ServiceAccount.KIND, NAMESPACE)
                .create(ServiceAccount.KIND.read(bytes(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}")));
        for (int i = 0; i < count; i++) {
            var name = "node-" + i;
            admin.of(Node.KIND).create(Node.KIND.read(Bodies.node(name, i)));
            // A new node is tainted as not ready; a controller that is not part of this would take the taint away.
            admin.of(Node.KIND).change(name, node -> node.withSpec(spec -> spec.withTaints(List.of())));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void measure(LocalServer server, int count, Report report) throws InterruptedException {
        double upstream = count >= 1000 ? 158 : 628;
        double owed = count >= 1000 ? 20 : 10;
        for (int round = 1; round <= rounds; round++) {
            var tally = round(server);
            var details = String.format(
                    Locale.ROOT,
                    "%d bound in %.2f s, CPU of everything %.0f µs each",
                    pods,
                    tally.seconds(),
                    tally.cpuMicros() / pods);
            report.add(new Line(
                    "schedule " + pods + " pods on " + count + " nodes, round " + round,
                    (pods - 1) / tally.seconds(),
                    "/s",
                    upstream,
                    owed,
                    details));
        }
    }

    private record Tally(double seconds, double cpuMicros) {}

    private Tally round(LocalServer server) throws InterruptedException {
        var waiting = server.admin().of(Pod.KIND, NAMESPACE);
        for (int i = 0; i < pods; i++) {
            waiting.create(Pod.KIND.read(Bodies.pod("p" + i)));
        }
        try (var informers = new Informers(server.admin(), server.clock())) {
            var bindings = new Bindings(pods);
            informers.of(Pod.KIND).onChange((before, after) -> {
                if (after != null
                        && !after.spec().nodeName().isEmpty()
                        && (before == null || before.spec().nodeName().isEmpty())) {
                    bindings.bound();
                }
            });
            var figures = new ProcessFigures(List.of(ProcessHandle.current().pid()));
            try (var scheduler = new Scheduler(
                    DefaultProfile.profile(),
                    server.client("system:kube-scheduler"),
                    informers,
                    server.clock(),
                    new Random())) {
                informers.start();
                long cpu = figures.cpuNanos();
                scheduler.start();
                if (!bindings.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(bindings.missing() + " pods were not bound");
                }
                cpu = figures.cpuNanos() - cpu;
                return new Tally(bindings.nanos() / 1e9, cpu / 1e3);
            }
        } finally {
            for (var pod : waiting.list(ListOptions.ALL).items()) {
                waiting.delete(pod.name(), DeleteOptions.NOW);
            }
        }
    }
}
