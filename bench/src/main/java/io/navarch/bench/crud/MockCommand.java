package io.navarch.bench.crud;

import io.navarch.client.KubeClient;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench mock}: a cluster in a test beside fabric8's mock server, with the same client. */
@Command(
        name = "mock",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Start and ask a cluster in a test, and fabric8's mock server in CRUD mode, each in JVMs of their own with",
            "the same fabric8 client over HTTPS; then the cluster with Navarch's own client, over HTTPS and in process.",
            "CPU time is that of client and server together."
        })
public final class MockCommand implements Callable<Integer> {
    @Option(names = "--requests", description = "Requests of each kind (default: ${DEFAULT-VALUE}).")
    private int requests = 4000;

    @Option(names = "--colds", description = "JVMs that start one (default: ${DEFAULT-VALUE}).")
    private int colds = 5;

    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        rows.put("", List.of("mock server", "cluster", "own client, HTTPS", "own client, in process"));
        starts();
        var mock = measured("mock");
        var cluster = measured("cluster");
        List<Rate> https;
        List<Rate> inside;
        try (var clock = Clock.system();
                var own = EmbeddedCluster.start(0)) {
            var access = Kubeconfig.ofToken(own.url(), own.caCertificate(), own.token());
            try (var transport = new HttpTransport(access, "bench", clock)) {
                https = new CrudLoad(new KubeCrud(new KubeClient(transport)), requests).run();
            }
        }
        try (var own = EmbeddedCluster.start(0)) {
            inside = new CrudLoad(new KubeCrud(own.client()), requests).run();
        }
        for (int i = 0; i < mock.size(); i++) {
            var each = List.of(mock.get(i), cluster.get(i), https.get(i), inside.get(i));
            var first = each.getFirst();
            rows.put(
                    first.verb() + ", " + first.threads() + (first.threads() == 1 ? " thread" : " threads"),
                    each.stream().map(MockCommand::text).toList());
        }
        print();
        return 0;
    }

    private static String text(Rate rate) {
        return String.format(Locale.ROOT, "%,.0f/s, %.0f µs", rate.perSecond(), rate.cpuMicros());
    }

    /** How long it takes from nothing to the first answer. */
    private void starts() throws IOException, InterruptedException {
        var columns = new ArrayList<List<String>>();
        for (var rival : List.of("mock", "cluster")) {
            var cold = new ArrayList<String>();
            for (int i = 0; i < colds; i++) {
                cold.add(run(rival, "start", "1").getLast());
            }
            var warm = run(rival, "start", "40");
            columns.add(List.of(median(cold), median(warm.subList(warm.size() / 2, warm.size()))));
        }
        rows.put("first answer, cold JVM", columns.stream().map(List::getFirst).toList());
        rows.put("first answer, warm JVM", columns.stream().map(List::getLast).toList());
    }

    /** The median of lines such as {@code start MILLIS CPU-MILLIS}. */
    private static String median(List<String> lines) {
        return String.format(Locale.ROOT, "%.0f ms, %.0f ms", middle(lines, 1), middle(lines, 2));
    }

    private static double middle(List<String> lines, int word) {
        var sorted = lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[word]))
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private List<Rate> measured(String rival) throws IOException, InterruptedException {
        return run(rival, "rates", Integer.toString(requests)).stream()
                .filter(line -> line.startsWith("rate "))
                .map(Rate::parse)
                .toList();
    }

    private static List<String> run(String... arguments) throws IOException, InterruptedException {
        var launcher = System.getProperty("navarch.launcher", "");
        if (launcher.isEmpty()) {
            throw new IllegalStateException("start the bench with ./navarch bench, which knows where its rivals are");
        }
        var libraries = Path.of(launcher).resolveSibling("bench-rivals").resolve("target");
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                libraries.resolve("classes")
                        + System.getProperty("path.separator")
                        + libraries.resolve("lib").resolve("*"),
                "io.navarch.bench.rivals.Run"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + process.exitValue());
        }
        return lines;
    }

    private void print() {
        int first = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        rows.forEach((work, figures) -> {
            var line = new StringBuilder("| ").append(work).repeat(' ', first - work.length());
            for (int i = 0; i < 4; i++) {
                var figure = i < figures.size() ? figures.get(i) : "";
                line.append(" | ")
                        .repeat(' ', Math.max(0, 22 - figure.length()))
                        .append(figure);
            }
            System.out.println(line.append(" |"));
            if (work.isEmpty()) {
                System.out.println("| " + "-".repeat(first) + (" | " + "-".repeat(21) + ":").repeat(4) + " |");
            }
        });
    }
}
